'use strict';
// Asks the OpenSSL inside this node for verdicts: a TLS server and a client in
// one process, on loopback. Reads one line of JSON per question:
//   {"key": PEM, "chain": [PEM...], "store": [PEM...], "at": seconds UTC}
// and answers each with one line: "accepts", "refuses WHY" or "silent WHY".
// The time is what libfaketime says; it reads FAKETIME at every call.
const readline = require('readline');
const tls = require('tls');

function ask(question, done) {
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
			key: question.key,
			cert: question.chain.join(''),
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
		process.env.FAKETIME = String(question.at);
		client = tls.connect({
			port: server.address().port,
			host: '127.0.0.1',
			ca: question.store,
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
	busy = true;
	ask(JSON.parse(waiting.shift()), (answer) => {
		process.stdout.write(answer.replace(/\n/g, ' ') + '\n');
		busy = false;
		next();
	});
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
	waiting.push(line);
	next();
});
