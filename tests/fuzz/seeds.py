#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Writes the texts that fuzzing begins with: the documents' own examples, as the unit tests quote them, and a few by hand.

usage: seeds.py TESTS_DIRECTORY OUT_DIRECTORY"""
import gzip
import hashlib
import json
import pathlib
import re
import sys
import zlib

RAW_STRING = re.compile(r'R"(\w*)\((.*?)\)\1"', re.S)

DATES = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Fri, 31 Dec 9999 23:59:60 GMT",
         "Sat, 01 Jan 0000 00:00:00 GMT", "Thursday, 29-Feb-96 23:59:60 GMT"]
WAITS = ["5", "0", "120", "31536001", "99999999999999999999", "-1", "+5", "5.5", "soon", " 7 ", *DATES]

TASKS = ["seedance-task/1 apixo seedance-2-0-fast task_12345678 1767965610929 200-300/10-20", "seedance-task/1 pixazo seedance-2-0 a%2Fb%25 0 0-0/1-1",
         "seedance-task/1 xenodia  x 9223372036854 1-86400/1-86400", "apixo\nseedance-2-0-fast\ntask_1", "pixazo\nm \u00e9\nid with spaces/%"]

URLS = ["https://api.apixo.ai/api/v1\n/x", "https://file.apixo.ai/a/1.mp4?x=y#z\nhttps://elsewhere.example/2.mp4", "https://[::1]:8443/\n//other/x",
        "https://user@host/\n?q", "https://127.0.0.1:443\n../b", "HTTPS://EXAMPLE.com:/\n#f", "https://a.example/x\nhttp://a.example/", "https://2130706433/\n/", "https://127.0.0.1.example.com/x\n//1.2.3.4.example.com/y", "https://a.example:443x/\nhttps://[::1]x/",
        "https://host\\@evil/\n\\\\evil", "https://[::ffff:10.0.0.1]/\n/%2e%2e/", "https://xn--e1afmkfd.example/\nhttps:/x"]

PROXIES = [f"{url}\n{hosts}\n{kept}\n{reply}" for url, hosts, kept, reply in [
    ("http://me:p%40ss@proxy.example:3128/", "example.com, .example.org 192.0.2.0/24", "timeout=5, max=100", "HTTP/1.1 200 Connection established\r\n\r\n"),
    ("https://[2001:db8::1]", "[2001:db8::1]:8443,2001:db8::/32,*.example.com:443", "timeout=\"5\"", "HTTP/1.0 407 No\r\nProxy-Authenticate: Basic\r\n\r\n<html>"),
    ("proxy:80", "*", "max=0", "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 502\nX: y\n\n"),
    ("http://u:p%@proxy/path", "10.0.0.0/99,::ffff:10.0.0.1", "timeout=99999999999", "HTTP/1.1 200 OK\r\n\r\nx")]]

HEAD = "HTTP/1.1 200 OK\r\n"
REPLIES = [HEAD + "Content-Length: 5\r\n\r\nhello", HEAD + "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
           HEAD + "Content-Length: 5\r\n\r\nhello" + HEAD + "\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\nuntil the end",
           HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
           HEAD + "X: a\r\n b\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: https://a.example/\r\nContent-Length: 0\r\n\r\n",
           "HTTP/1.1 429 Slow\r\nRetry-After: 5\r\nContent-Length: 2\r\n\r\n{}", HEAD + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
           HEAD + "Content-Length: 99999999999\r\n\r\nx", HEAD + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n" * 40 + "0\r\n\r\n",
           HEAD + "Transfer-Encoding: chunked\r\n\r\n5;" + "x" * 1022 + "\r\nhello\r\n0\r\n\r\n", HEAD + "X: " + "x" * 16_340 + "\r\nContent-Length: 1\r\n\r\nx",
           HEAD + "Connection: close\r\nContent-Length: 1\r\n\r\nx", "\r\nhttp/1.1 200\nContent-Length: +5\n\nhello", HEAD + " X: a\r\nno colon\r\nContent-Length : 5, +5\r\n\r\nhello",
           HEAD + "Transfer-Encoding: identity\r\nX: \x01\r\n\r\nuntil the end", "HTTP/1.0 200 OK\r\r\nTransfer-Encoding:\r\n chunked,\r\r\n\r\r\n5\r\nhello\r\n0\r\n\r\n",
           HEAD + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x0b\x08"]

BODIES = [json.dumps({"code": 200, "data": {"taskId": "task-0123456789"}}).encode(), b"", bytes(3000), b"<html></html>"]


def deflated(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


COMPRESSED = [pack(body) for body in BODIES for pack in (lambda b: gzip.compress(b, mtime=0), zlib.compress, deflated, bytes)]
COMPRESSED += [gzip.compress(one, mtime=0) for one in COMPRESSED]

PRICES = [json.dumps({"object": "list", "data": [{"id": "seedance-2", "capabilities": {"pricing": {"tiers": [
    {"id": "720p_no_video", "label": "", "unit": "second", "price_micro_usdc": 170000}, {"id": "720p", "label": "with video", "price_micro_usdc": "280000"}]}}}]}),
    json.dumps([{"id": "seedance-3", "enabled": False, "capabilities": {"parameters": [{"name": "resolution", "enum": ["480p", "4K"]}, {"name": "duration", "enum": [4, "5"]}]}}])]

DAMAGE = [rb"\ud83d", rb"\ude00", b"\xef\xbb\xbf", b"\xff", b"\xe8\xa7", b"\n", rb"\x41", rb"\'", b'"', b"NaN", b"-Infinity", b"1e999", b"\0", b"01"]

RESULTS = ['{"resultUrls":["https://a/1.mp4","https://a/2.mp4"]}', '{"resultUrls":[]}', '{"a":1,"resultUrls":["x",null,"",{}],"resultUrls":["y"]}', "[" * 40 + "]" * 40, '"', ""]

ROWS = ["order-1\naccepted\napixo\nseedance-2-0-fast\n" + TASKS[0] + "\ntask_12345678\n500000\n\n1767965610929", "a\nsending\napixo\nm\n\n\n0\n\n0",
        "a\nunknown\npixazo\nm\n\n\n1\nHTTP 502: <html>\n1", "a\nwarming\napixo\nm\nnot a task\nx\n-1\nnote\n99999999999999999"]


def quoted_json(file):
    return [text for _, text in RAW_STRING.findall(file.read_text(encoding="utf-8")) if text.lstrip().startswith(("{", "["))]


def write(folder, texts):
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (folder / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)


def main():
    tests, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for gateway in ("apixo", "pixazo", "xenodia"):
        files = sorted(tests.glob(f"support/{gateway}_*.hpp")) + [tests / f"unit/{gateway}_{topic}_test.cpp" for topic in ("documents", "answers")]
        texts = [text for file in files for text in quoted_json(file)]
        if len(texts) < 10:
            sys.exit(f"seeds.py: the unit tests of {gateway} quote only {len(texts)} answers: where have they gone?")
        write(out / f"status_{gateway}", texts)
        write(out / f"damage_{gateway}", [bytes([place]) + edit for place in range(8) for edit in DAMAGE])
        write(out / f"submit_{gateway}", texts + [text[: len(text) * part // 4] for text in texts for part in (2, 3)] + ["<html>" + texts[0]])
    write(out / "result_json", RESULTS)
    write(out / "retry_after", [f"{wait}\n{date}" for wait in WAITS for date in DATES[:3]])
    write(out / "task_text", TASKS)
    write(out / "http_reply", [bytes([how]) + reply.encode() for reply in REPLIES for how in (0, 1, 2, 29)])
    write(out / "content_coding", [bytes([how]) + body for body in COMPRESSED for how in (0, 1, 2, 3, 200, 129)])
    write(out / "https_url", URLS)
    write(out / "proxy", PROXIES)
    write(out / "price_list", PRICES + quoted_json(tests / "unit/xenodia_answers_test.cpp"))
    write(out / "journal_row", ROWS)


main()
