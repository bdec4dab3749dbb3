'use strict';
// Asks the OpenSSL inside this node for verdicts, in the language of child.h: a
// TLS server and a client in one process, on loopback. The time is what
// libfaketime says; it reads FAKETIME at every call.
const readline = require('readline');
const tls = require('tls');

let pki;

function pem(label, base64) {
	return '-----BEGIN ' + label + '-----\n' +
	    base64.match(/.{1,64}/g).join('\n') +
	    '\n-----END ' + label + '-----\n';
}

// pki KEY SERVED... / ANCHOR...
function read(words) {
	const slash = words.indexOf('/');
	const cert = (base64) => pem('CERTIFICATE', base64);

	pki = {
		key: pem('PRIVATE KEY', words[1]),
		chain: words.slice(2, slash).map(cert),
		store: words.slice(slash + 1).map(cert),
	};
}

function ask(at, done) {
	let server, client, over = false;
	function finish(answer) {
		if (over)
			return;
		over = true;
		if (client)
			client.destroy();
		server.close(() => done(answer));
	}
	try {
		server = tls.createServer({
			key: pki.key,
			cert: pki.chain.join(''),
			ca: [],
		});
	} catch (e) {
		done('silent ' + e.message);
		return;
	}
	server.on('secureConnection', (socket) => {
		socket.on('error', () => {});
		socket.resume();
	});
	server.on('tlsClientError', (e) => finish('silent ' + e.message));
	server.listen(0, '127.0.0.1', () => {
		process.env.FAKETIME = at;
		client = tls.connect({
			port: server.address().port,
			host: '127.0.0.1',
			ca: pki.store,
			rejectUnauthorized: false,
			checkServerIdentity: () => undefined,
		}, () => finish(client.authorized ? 'accepts' :
		    'refuses ' + client.authorizationError));
		client.on('error', (e) => finish('silent ' + e.message));
	});
}

const waiting = [];
let busy = false;

function next() {
	if (busy || waiting.length === 0)
		return;
	const words = waiting.shift().split(' ');
	if (words[0] === 'pki') {
		read(words);
		next();
		return;
	}
	busy = true;
	ask(words[1], (answer) => {
		process.stdout.write(answer.replace(/\n/g, ' ') + '\n');
		busy = false;
		next();
	});
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
	waiting.push(line);
	next();
});
