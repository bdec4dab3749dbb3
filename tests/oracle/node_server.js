'use strict';
// Serves chains over TLS on loopback, with the weakest keys and digests, too.
// Reads lines "pki KEY SERVED... / ANCHOR..." as child.h has them, and answers
// each with the port that serves it until the next one, or why nothing can.
const readline = require('readline');
const tls = require('tls');

let server;

function pem(label, base64) {
	return '-----BEGIN ' + label + '-----\n' +
	    base64.match(/.{1,64}/g).join('\n') +
	    '\n-----END ' + label + '-----\n';
}

function serve(words) {
	const chain = words.slice(2, words.indexOf('/'));

	server = tls.createServer({
		key: pem('PRIVATE KEY', words[1]),
		cert: chain.map((der) => pem('CERTIFICATE', der)).join(''),
		ca: [],
		ciphers: 'ALL:@SECLEVEL=0',
		minVersion: 'TLSv1',
	});
	server.on('secureConnection', (socket) => {
		socket.on('error', () => {});
		socket.resume();
	});
	server.listen(0, '127.0.0.1',
	    () => console.log(server.address().port));
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
	if (server)
		server.close();
	server = undefined;
	try {
		serve(line.split(' '));
	} catch (e) {
		console.log(e.message.replace(/\n/g, ' '));
	}
}).on('close', () => process.exit());
