'use strict';
// Asks the OpenSSL inside this node for verdicts, in the language of child.h, as
// a TLS client on loopback. The server is node_server.js in the node that the
// first argument names, since the oldest can serve no chain with P-256 keys.
// The time is what libfaketime says; it reads FAKETIME at every call. Written
// for node 0.10, so without anything that came later.
var spawn = require('child_process').spawn;
var path = require('path');
var tls = require('tls');

var DIGITS = /^[0-9]+$/;

var store, port, why;

function pem(base64) {
	return '-----BEGIN CERTIFICATE-----\n' +
	    base64.match(/.{1,64}/g).join('\n') +
	    '\n-----END CERTIFICATE-----\n';
}

// It has the true time: its clock does not matter.
function startServer() {
	var env = {}, script = path.join(__dirname, 'node_server.js');

	Object.keys(process.env).forEach(function (name) {
		if (name !== 'LD_PRELOAD')
			env[name] = process.env[name];
	});
	return spawn(process.argv[2], [script], {
		env: env,
		stdio: ['pipe', 'pipe', 2],
	});
}

function ask(at, done) {
	var client, over = false;

	function finish(answer) {
		if (over)
			return;
		over = true;
		if (client)
			client.destroy();
		done(answer);
	}
	if (port === undefined) {
		finish('silent ' + why);
		return;
	}
	process.env.FAKETIME = at;
	client = tls.connect({
		port: port,
		host: '127.0.0.1',
		ca: store,
		rejectUnauthorized: false,
		checkServerIdentity: function () {},
	}, function () {
		// Node 0.10 goes on to the host name, and finds it wrong.
		why = String(client.authorizationError);
		finish(client.authorized || /^Hostname/.test(why) ?
		    'accepts' : 'refuses ' + why);
	});
	// Only the host name is looked up there, and newer nodes go round in
	// circles where certificates do.
	client.getPeerCertificate = function () {
		return { subject: { CN: 'nobody' } };
	};
	client.on('error', function (e) {
		finish('silent ' + e.message);
	});
}

var server = startServer();
var waiting = [], busy = false;

function next() {
	if (busy || waiting.length === 0)
		return;
	busy = true;
	var line = waiting.shift(), words = line.split(' ');
	if (words[0] === 'pki') {
		store = words.slice(words.indexOf('/') + 1).map(pem);
		server.stdin.write(line + '\n');
		return;
	}
	ask(words[1], function (answer) {
		process.stdout.write(answer.replace(/\n/g, ' ') + '\n');
		again();
	});
}

function again() {
	busy = false;
	next();
}

function eachLine(stream, take) {
	var rest = '';

	stream.setEncoding('utf8');
	stream.on('data', function (text) {
		var lines = (rest + text).split('\n');

		rest = lines.pop();
		lines.forEach(take);
	});
}

// A port for each PKI, or why there is none.
eachLine(server.stdout, function (line) {
	port = DIGITS.test(line) ? Number(line) : undefined;
	why = line;
	again();
});

eachLine(process.stdin, function (line) {
	waiting.push(line);
	next();
});
process.stdin.on('end', function () {
	server.stdin.end();
});
