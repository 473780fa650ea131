"""Stands in for OpenSearch: holds documents, and answers the few requests that an index of Wagtail makes.

No registry has the real server. What this one finds is simpler: documents of the index with the words of the question.
"""

import json
import re
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class SearchServer:
    """Listens on the loopback address from start() to stop(); `url` is its address for ADMIN_SEARCH_URL.

    indices: {name: {id: document}}; aliases: {name: name of an index}; asked: the (method, path) of all requests.
    """

    def __init__(self):
        self.indices, self.aliases, self.asked, self.authorization = {}, {}, [], set()
        self._server = None

    def start(self):
        """Listen, on the same port as before once it has one."""
        port = self._server.server_address[1] if self._server else 0
        self._server = ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"store": self}))
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://redactie:ge%2Fheim@127.0.0.1:{self._server.server_address[1]}"

    def stop(self):
        """Refuse connections from now on."""
        self._server.shutdown()
        self._server.server_close()

    def documents(self, name):
        """Return {id: document} of an index or an alias; None when there is no such index."""
        return self.indices.get(self.aliases.get(name, name))

    def answer(self, method, path, body):
        """Return (status, JSON value) of a request; body: list of JSON values, one of each line."""
        name, _, action = path.strip("/").partition("/")
        if name == "_bulk" or action == "_bulk":
            for head, document in zip(body[::2], body[1::2], strict=True):
                self.documents(head["index"].get("_index", name))[head["index"]["_id"]] = document
            items = [{"index": {"_id": head["index"]["_id"], "status": 201}} for head in body[::2]]
            return 200, {"errors": False, "items": items}
        if name == "_alias":
            is_there = action in self.aliases
            return (200, {self.aliases[action]: {}}) if is_there else (404, {})
        documents = self.documents(name)
        if method == "PUT" and not action:
            self.indices[name] = {}
        elif documents is None:
            return 404, {"error": "index_not_found_exception"}
        elif method == "DELETE" and not action:
            self.indices.pop(name, None)
        elif action.startswith("_alias/"):
            self.aliases[action.removeprefix("_alias/")] = name
        elif action.startswith("_doc/") and method == "PUT":
            documents[action.removeprefix("_doc/")] = body[0]
        elif action.startswith("_doc/") and documents.pop(action.removeprefix("_doc/"), None) is None:
            return 404, {"result": "not_found"}
        elif action in ("_search", "_count"):
            return 200, self.find(documents, body[0], action)
        return 200, {"acknowledged": True}

    def find(self, documents, body, action):
        """Return the answer to a search or a count."""
        words = re.findall(r'"query": "([^"]+)"', json.dumps(body, ensure_ascii=False))[0].lower().split()
        found = [each for each in documents.values() if all(word in json.dumps(each).lower() for word in words)]
        if action == "_count":
            return {"count": len(found)}
        if facets := body.get("aggregations"):
            counts = {name: Counter(each[about["terms"]["field"]] for each in found) for name, about in facets.items()}
            rows = {name: [{"key": k, "doc_count": n} for k, n in count.items()] for name, count in counts.items()}
            return {"aggregations": {name: {"buckets": each} for name, each in rows.items()}}
        hits = [{"_score": 1, "fields": {"pk": [each["pk"]]}} for each in found]
        return {"hits": {"hits": hits}}


class Handler(BaseHTTPRequestHandler):
    """Reads a request and writes the answer of the `store`."""

    store = None

    def do_PUT(self):
        """Answer any method."""
        self.store.asked.append((self.command, self.path))
        self.store.authorization.add(self.headers["Authorization"])
        text = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        status, value = self.store.answer(
            self.command, self.path.partition("?")[0], [json.loads(line) for line in text.splitlines() if line.strip()]
        )
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT

    def log_message(self, *arguments):
        """Write nothing."""
