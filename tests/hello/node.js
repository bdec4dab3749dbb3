'use strict';
// node.js PORT CIPHERS: says hello with the OpenSSL inside this node, as it
// comes: what node narrows is taken back here. Written for node 0.10.
var tls = require('tls');

var client = tls.connect({
	host: '127.0.0.1',
	port: Number(process.argv[2]),
	servername: 'a.example',
	ciphers: process.argv[3],
	ecdhCurve: 'auto',
	minVersion: 'TLSv1',
	rejectUnauthorized: false,
});
client.on('error', function () {
	process.exit(0);
});
