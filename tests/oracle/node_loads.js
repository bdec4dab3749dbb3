'use strict';
// Says which certificates this node's OpenSSL has loaded from SSL_CERT_FILE, in
// the language of child.h: those of servers that it accepts.
const readline = require('readline');
const tls = require('tls');

function pem(label, base64) {
	return '-----BEGIN ' + label + '-----\n' +
	    base64.match(/.{1,64}/g).join('\n') +
	    '\n-----END ' + label + '-----\n';
}

function ask(key, cert, done) {
	const server = tls.createServer({
		key: pem('PRIVATE KEY', key),
		cert: pem('CERTIFICATE', cert),
	});

	function finish(digit) {
		server.close();
		done(digit);
	}
	server.on('tlsClientError', () => {});
	server.listen(0, '127.0.0.1', () => {
		const client = tls.connect({
			port: server.address().port,
			host: '127.0.0.1',
			rejectUnauthorized: false,
			checkServerIdentity: () => undefined,
		}, () => {
			const digit = client.authorized ? '1' : '0';

			client.destroy();
			finish(digit);
		});
		client.on('error', () => finish('?'));
	});
}

function askAll(words, digits) {
	if (words.length === 0) {
		console.log('loads ' + digits);
		return;
	}
	ask(words[0], words[1],
	    (digit) => askAll(words.slice(2), digits + digit));
}

readline.createInterface({ input: process.stdin }).on('line',
    (line) => askAll(line.split(' ').slice(2), ''));
