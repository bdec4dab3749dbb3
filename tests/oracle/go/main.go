// Asks Go's crypto/x509 for verdicts, in the language of child.h, as crypto/tls
// asks it for a client: the first certificate is the leaf, the others are
// intermediates. No host name is checked.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

type pki struct {
	served []*x509.Certificate
	roots  *x509.CertPool
	err    error
}

func parse(word string) (*x509.Certificate, error) {
	der, err := base64.StdEncoding.DecodeString(word)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// What cannot be parsed ends a handshake, and is left out of a pool.
func read(words []string) *pki {
	out := &pki{roots: x509.NewCertPool()}
	stored := false
	for _, word := range words {
		if word == "/" {
			stored = true
			continue
		}
		cert, err := parse(word)
		switch {
		case err == nil && stored:
			out.roots.AddCert(cert)
		case err == nil:
			out.served = append(out.served, cert)
		case !stored:
			out.err = err
		}
	}
	return out
}

func (p *pki) verify(at time.Time) error {
	if p.err != nil {
		return p.err
	}
	options := x509.VerifyOptions{
		CurrentTime:   at,
		Roots:         p.roots,
		Intermediates: x509.NewCertPool(),
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, cert := range p.served[1:] {
		options.Intermediates.AddCert(cert)
	}
	_, err := p.served[0].Verify(options)
	return err
}

func answer(p *pki, text string) string {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return "silent " + err.Error()
	}
	if err := p.verify(time.Unix(seconds, 0)); err != nil {
		return "refuses " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	return "accepts"
}

// A pool does not show its certificates, but a root that is in it is accepted.
func load(words []string) string {
	file, _ := base64.StdEncoding.DecodeString(words[0])
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(file)
	digits := "loads "
	for i := 2; i < len(words); i += 2 {
		options := x509.VerifyOptions{
			Roots:     pool,
			KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		}
		cert, err := parse(words[i])
		if err == nil {
			_, err = cert.Verify(options)
		}
		if err == nil {
			digits += "1"
		} else {
			digits += "0"
		}
	}
	return digits
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	var current *pki
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		words := strings.Fields(line)
		switch words[0] {
		case "pki":
			current = read(words[2:])
		case "load":
			fmt.Println(load(words[1:]))
		default:
			fmt.Println(answer(current, words[1]))
		}
	}
}
