// hello PORT: says hello to loopback with Go's own TLS, as it comes.
package main

import (
	"crypto/tls"
	"os"
)

func main() {
	tls.Dial("tcp", "127.0.0.1:"+os.Args[1],
		&tls.Config{ServerName: "a.example"})
}
