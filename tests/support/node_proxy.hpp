// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

/// @file
/// A proxy before a gateway that runs in Node.js, whose HTTP is neither nginx's nor HAProxy's: it can send what is
/// allowed and rare.

#include <string>
#include <vector>

#include "foreign_server.hpp"
#include "temporary_folder.hpp"

namespace test {

/// The proxy's program. Its arguments: a file with certificate and key, the gateway's port, and how it behaves.
inline constexpr const char* node_proxy = R"(
const https = require('https');
const pem = require('fs').readFileSync(process.argv[2]);
const [port, how] = process.argv.slice(3);

function handOn(request, response) {
  if (how === 'hints') {
    response.writeProcessing();
    response.writeEarlyHints({link: '</style.css>; rel=preload'});
  }
  const {expect, ...headers} = request.headers;
  const asked = https.request({host: '127.0.0.1', port, method: request.method, path: request.url, headers,
                               rejectUnauthorized: false}, (answer) => {
    if (how !== 'trailers') {
      response.writeHead(answer.statusCode, answer.headers);
      return void answer.pipe(response);
    }
    const {'content-length': length, ...others} = answer.headers;
    response.writeHead(answer.statusCode, {...others, trailer: 'x-checksum'});
    answer.on('data', (bytes) => { for (const byte of bytes) response.write(Buffer.from([byte])); });
    answer.on('end', () => { response.addTrailers({'x-checksum': 'none'}); response.end(); });
  });
  asked.on('error', () => response.destroy());
  request.pipe(asked);
}

const server = https.createServer({key: pem, cert: pem}, handOn);
if (how === 'idle') server.keepAliveTimeout = 20;
if (how === 'no_expectations')
  server.on('checkContinue', (request, response) => { response.writeHead(417).end(); });
if (how === 'no_large_bodies')
  server.on('checkContinue', (request, response) => { response.writeHead(413).end('too large'); });
if (how === 'silent_expectations') server.on('checkContinue', handOn);
server.listen({fd: 3});
)";

/// Gives the words after the program's name, for a proxy before the port of a gateway, with its certificate in `pem`.
inline std::vector<std::string> node_before(const std::string& gateway, const std::string& how, const std::string& pem,
                                            const temporary_folder& folder) {
    static_assert(foreign_server::socket_number == 3);
    folder.write("proxy.js", node_proxy);
    return {folder.path("proxy.js"), pem, gateway, how};
}

}  // namespace test
