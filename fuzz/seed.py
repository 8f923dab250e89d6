#!/usr/bin/env python3
"""Writes a small corpus for each target into fuzz/corpus, and the words of all answers into fuzz/corpus/words.dict.

The answers come from src/providers/*/fixtures; the rest is written here. What a run adds to the corpus stays beside it.
"""

import base64
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent
CORPUS = ROOT / "corpus"
FIXTURES = ROOT.parent / "src" / "providers"

# In the order of the tables in src/lib.rs and fuzz_targets/replies.rs.
PROVIDERS = ["zapi", "evolution", "enviaai", "waha"]
VERSIONS = [None, "1.0.5", "1.4.8", "1.8.2", "2.0.10", "2.1.1", "2.3.7"]
CALLS = ["detect", "check", "create", "create-chosen", "list", "list-named", "describe", "state", "connect",
         "connect-phone", "code", "restart", "logout", "delete"]
STATUSES = [200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 405, 409, 415, 429, 500, 503]
TYPES = [None, "application/json", "text/html", "image/png"]

ACCOUNT = {"base_url": "https://gateway.example", "version": "2.3.7", "values": {"a": "b", "on": True},
           "secret_keys": ["global_key"], "vault_key": "0", "check": None, "sandbox": False}
INSTANCE = {"name": "loja", "state": {"Unknown": "word"}, "presence": "Both", "phone": "5511988771200",
            "profile": None, "facts": [["fact-engine", "x"]], "plan": {"word": "trial", "due": "2026-02-03T12:00:00Z"},
            "vault_key": None, "token_hint": None, "paired": True, "created_at": None, "checked_at": None}
FAILURE = {"kind": "rate-limited", "status": 429, "details": "slow down", "retry_after": {"secs": 3, "nanos": 0},
           "request_id": None, "field": "name"}
INTENT = {"name": "loja", "vault_key": "0", "before": ["r1"], "sent_at": "2026-02-03T12:00:00Z", "lists": 1,
          "first_list_at": None, "failure": FAILURE, "candidates": [], "instance": None, "request": "{}"}
ENTRY = {"account": None, "instance": None, "intent": None, "what": "activity-token-saved", "subject": "loja",
         "outcome": {"ok": 201}}
SETTINGS = {"theme": "dark", "language": "pt-BR", "zoom": 1.25, "clipboard_seconds": 30, "refresh_seconds": 60}
TEMPLATE = {"name": "t", "provider": "evolution", "values": {"name": "loja", "on": True, "events": ["A", "B"]}}


def text(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def index(table, value) -> int:
    return table.index(value) if value in table else 0


def answer(fixture) -> bytes | None:
    response = fixture.get("response")
    if response is None:
        return None
    if "base64" in response:
        body = base64.b64decode(response["base64"])
    else:
        body = response["text"].encode() if "text" in response else text(response.get("body", ""))
    call = fixture["call"]["kind"]
    call += "-phone" if call == "connect" and fixture["call"].get("phone") else ""
    head = [index(PROVIDERS, fixture["provider"]), index(VERSIONS, fixture.get("version")), index(CALLS, call),
            index(STATUSES, response["status"]), index(TYPES, response.get("content_type")), 0]
    return bytes(head) + (response.get("retry_after") or "").encode() + b"\n" + body


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from texts_in(item)


def row(kind: str, *cells) -> bytes:
    return kind.encode() + b"\t".join(cell if isinstance(cell, bytes) else cell.encode() for cell in cells) + b"\n"


def seeds():
    words = set()
    for path in sorted(FIXTURES.glob("*/fixtures/*.json")):
        fixture = json.loads(path.read_text())
        seed = answer(fixture)
        if seed is None:
            continue
        yield "replies", seed
        if fixture["call"]["kind"] in ("list", "check"):
            place = index(PROVIDERS, fixture["provider"])
            yield "lists", bytes([place, 6]) + seed.split(b"\n", 1)[1]
        for found in texts_in(fixture["response"].get("body")):
            if found.startswith(("data:", "2@")):
                yield "codes", found.encode()
            if found.startswith("data:"):
                yield "qr", b"\0" + base64.b64decode(found.split(",", 1)[1])
            if re.fullmatch(r"[\w./-]{3,24}", found):
                words.add(found)
        if "base64" in fixture["response"]:
            yield "qr", b"\0" + base64.b64decode(fixture["response"]["base64"])
    (CORPUS / "words.dict").write_text("".join(f'"{word}"\n' for word in sorted(words)))
    yield from small_seeds()


def small_seeds():
    key = "A" * 43 + "="
    whole = f"2@abc,{key},{key},{key}"
    for code in [whole, f"https://wa.me/settings/linked_devices#{whole},1", "2@abc,def", "8NV3XCV6", "WIFI:S:a;;"]:
        yield "codes", code.encode()
        yield "qr", b"\1" + code.encode()
        yield "qr", bytes([2, 1, 2, 0, 9, 1, 7]) + code.encode()
    for at, value in enumerate([TEMPLATE["values"], [TEMPLATE], SETTINGS, FAILURE, {"token": "made-up"}]):
        yield "stored", bytes([at]) + text(value)
    uuid = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    backup = {"pairdesk_backup": 1, "program": "0.1.0", "at": "2026-02-03T12:00:00Z",
              "accounts": [{"id": uuid, "provider": "evolution", "label": "VPS", "version": "2.3.7",
                            "values": {"base_url": "https://gateway.example"}, "secrets": {"global_key": "made-up"}}],
              "instances": [{"account": uuid, "id": uuid, "remote_id": "r1", "name": "loja", "alias": "Loja",
                             "tags": ["sp"], "note": "n", "phone": "5511988771200", "token": "made-up"}],
              "templates": [TEMPLATE], "tags": [{"name": "sp", "color": "red"}],
              "views": {"layout": [], "kept": [{"name": "v", "search": "tag:sp"}]},
              "rules": {"rules": [{"kind": "lost", "scope": "all", "minutes": 2, "on": True}]}}
    yield "backups", text(backup)
    account = row("a", "A", "evolution", "label", text(ACCOUNT))
    settings = row("s", "settings", text(SETTINGS)) + row("s", "templates", text([TEMPLATE]))
    yield "rows", account + row("i", "I", "A", "r1", text(INSTANCE))
    yield "rows", account + row("c", "I", "A", text("reconciling"), "1648565999675", text(INTENT))
    yield "rows", row("e", "1648565999675", text(ENTRY)) + settings
    draft = {"account": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "values": TEMPLATE["values"]}
    yield "rows", row("s", "draft", text(draft))
    for provider in range(3):
        for version in range(7):
            yield "forms", bytes([provider, version]) + b"\7gateway.example\n\5loja\n\5hooks.acme.com.br/wa\n\7\6\5" * 8
    table = "nome;telefone;webhook\nÓtica;+55 11 98877-1200;https://a.example/wa\n\"a \"\"b\"\"\";=1+1;\n"
    for coded in [table.encode(), table.encode("utf-16"), table.encode("latin-1"), b"sep=,\r\n" + table.replace(";", ",").encode(),
                  table.replace(";", "\t").encode()]:
        yield "tables", bytes([7 + 8 * 7, 1, 6]) + coded
    for at, lines in enumerate([["2.3.7", "v2.4.0-rc2", "1.8"], ["1648565999675", "2022-03-29 14:59:59", "1e300"],
                                ["--data-dir\n/d\n--lang\npt-BR", "sandbox\n--port\n8100"], ["+55 (0)11 98877-1200", "0044 7911 123456", "11 98877-1200"], ["loja 1", "007", "1e5"]]):
        for line in lines:
            yield "words", bytes([at]) + line.encode()


def main():
    CORPUS.mkdir(exist_ok=True)
    count = {}
    for target, seed in seeds():
        folder = CORPUS / target
        folder.mkdir(exist_ok=True)
        count[target] = count.get(target, 0) + 1
        (folder / f"seed-{count[target]:03}").write_bytes(seed)
    print(", ".join(f"{target}: {number}" for target, number in sorted(count.items())))


if __name__ == "__main__":
    main()
