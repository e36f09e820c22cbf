// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <string>
#include <vector>

namespace test {

/// What the replies below are made of.
struct reply_parts {
    std::string ok = "HTTP/1.1 200 OK\r\n";
    std::string json = R"({"id":"task-0123456789"})";
    std::string end = "\r\n";
    std::string length = "Content-Length: 24\r\n";
    std::string te = "Transfer-Encoding: chunked\r\n";
    std::string in_chunks = "18\r\n" + json + "\r\n0\r\n\r\n";
};

inline const reply_parts parts_of_replies{};

struct odd_reply {
    const char* name;
    std::string bytes;
};

/// Replies that are not as RFC 9112 wants them, and say one thing only.
inline const std::vector<odd_reply>& odd_replies() {
    const auto& [ok, json, end, length, te, in_chunks] = parts_of_replies;
    static const std::vector<odd_reply> all{
        // lines
        {"a folded line", ok + "X: a\r\n b\r\n" + length + end + json},
        {"a line folded by a tab, thrice", ok + "X: a\r\n\tb\r\n  c\r\n\t\td\r\n" + length + end + json},
        {"a folded line that looks like a header", ok + "X: a\r\n Content-Length: 5\r\n" + length + end + json},
        {"a length on a folded line", ok + "Content-Length:\r\n 24\r\n" + end + json},
        {"a folded last line", ok + length + "X: a\r\n b\r\n" + end + json},
        {"an empty folded line", ok + length + "X: a\r\n \r\n" + end + json},
        {"a blank line behind the status line", ok + " X: a\r\n" + length + end + json},
        {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 24\n\n" + json},
        {"bare LF in one line", ok + "X: a\n" + length + end + json},
        {"bare LF, then CR LF", "HTTP/1.1 200 OK\nContent-Length: 24\r\n\r\n" + json},
        {"CR LF, then a bare LF at the end", ok + length + "\n" + json},
        {"bare LF and a body with an empty line of its own",
         "HTTP/1.1 200 OK\nContent-Length: 24\n\n" + json.substr(0, 20) + "\r\n\r\n"},
        {"CR CR LF", "HTTP/1.1 200 OK\r\r\nContent-Length: 24\r\r\n\r\r\n" + json},
        {"a bare CR in a value", ok + "X: a\rb\r\n" + length + end + json},
        // the status line
        {"no reason", "HTTP/1.1 200 \r\n" + length + end + json},
        {"no reason, and no blank", "HTTP/1.1 200\r\n" + length + end + json},
        {"two blanks before the code", "HTTP/1.1  200 OK\r\n" + length + end + json},
        {"a tab before the code", "HTTP/1.1\t200 OK\r\n" + length + end + json},
        {"a reason in Latin 1", "HTTP/1.1 200 D\xe9j\xe0 vu\r\n" + length + end + json},
        {"a reason with a control character", "HTTP/1.1 200 O\x01K\r\n" + length + end + json},
        {"a small name of the protocol", "http/1.1 200 OK\r\n" + length + end + json},
        {"a later minor version", "HTTP/1.2 200 OK\r\n" + length + end + json},
        {"an empty line before", "\r\n" + ok + length + end + json},
        {"empty lines before", "\r\n\n\r\n\r\n" + ok + length + end + json},
        {"a blank before", " " + ok + length + end + json},
        {"an empty line behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\n\r\n" + ok + length + end + json},
        {"an interim answer with bare LF", "HTTP/1.1 103 Early Hints\nLink: </x>\n\n" + ok + length + end + json},
        // headers that nobody reads
        {"a control character in a value", ok + "X: a\x01z\r\n" + length + end + json},
        {"NUL in a value", ok + std::string("X: a\0b\r\n", 8) + length + end + json},
        {"DEL in a value", ok + "X: a\x7f\r\n" + length + end + json},
        {"an escape sequence", ok + "X-Powered-By: \x1b[31mred\x1b[0m\r\n" + length + end + json},
        {"a control character in a name", ok + "X\x01: a\r\n" + length + end + json},
        {"a blank in a name", ok + "Not a name: a\r\n" + length + end + json},
        {"a blank before the colon", ok + "X : a\r\n" + length + end + json},
        {"a blank before the length's colon", ok + "Content-Length : 24\r\n" + end + json},
        {"a tab before the coding's colon", ok + "Transfer-Encoding\t: chunked\r\n" + end + in_chunks},
        {"no colon", ok + "Microsoft-HTTPAPI\r\n" + length + end + json},
        {"no name", ok + ": a\r\n" + length + end + json},
        {"a status line among the headers", ok + "HTTP/1.1 200 OK\r\n" + length + end + json},
        {"UTF-8 in a name", ok + "X-\xc3\xa9: a\r\n" + length + end + json},
        {"a head of 17 KiB",
         ok + "Content-Security-Policy: " + std::string(17 * 1024, 'x') + "\r\n" + length + end + json},
        {"a head of 60 KiB with bare LF",
         "HTTP/1.1 200 OK\nX: " + std::string(60 * 1024, 'x') + "\nContent-Length: 24\n\n" + json},
        // lengths and codings
        {"a length with a sign", ok + "Content-Length: +24\r\n" + end + json},
        {"a length twice", ok + length + length + end + json},
        {"a length twice in one line", ok + "Content-Length: 24, 24\r\n" + end + json},
        {"a length in lines and a list", ok + "Content-Length: 24, +24\r\ncontent-length: 024\r\n" + end + json},
        {"a length with a comma", ok + "Content-Length: 24,\r\n" + end + json},
        {"zeros before a length", ok + "Content-Length: 00000000000000000024\r\n" + end + json},
        {"blanks around a length", ok + "Content-Length:  \t 24 \t\r\n" + end + json},
        {"identity", ok + "Transfer-Encoding: identity\r\n" + end + json},
        {"identity and a length", ok + "Transfer-Encoding: Identity\r\n" + length + end + json},
        {"identity and chunked", ok + "Transfer-Encoding: identity, chunked\r\n" + end + in_chunks},
        {"identity and chunked in two lines", ok + "Transfer-Encoding: identity\r\n" + te + end + in_chunks},
        {"chunked and a comma", ok + "Transfer-Encoding: chunked,\r\n" + end + in_chunks},
        {"chunked with HTTP/1.0", "HTTP/1.0 200 OK\r\n" + te + end + in_chunks},
        {"chunked on a folded line", ok + "Transfer-Encoding:\r\n chunked\r\n" + end + in_chunks},
        {"HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6\r\n\r\n" + json},
        {"HTTP/1.1 without a length", ok + "Connection: close\r\n\r\n" + json},
        {"HTTP/1.0 without any header", "HTTP/1.0 200 OK\r\n\r\n" + json},
    };
    return all;
}

}  // namespace test
