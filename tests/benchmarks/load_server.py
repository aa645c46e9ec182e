"""The application as waitress serves it, with the number of queries in a header; settings from the environment."""

import logging

from flask import Flask, Response, g, has_app_context
from sqlalchemy import event
from waitress import create_server

from webapp.app import create_app
from webapp.commands.serve import THREADS
from webapp.database import db

QUERIES = "X-Queries"


def counting(app: Flask) -> Flask:
    """Count the statements of each request."""

    def count(*_: object) -> None:
        if has_app_context():
            g.queries = g.get("queries", 0) + 1

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)

    @app.after_request
    def _tell(response: Response) -> Response:
        response.headers[QUERIES] = str(g.get("queries", 0))
        return response

    return app


if __name__ == "__main__":
    # Waiting is what is measured; it need not be told line by line.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = counting(create_app(config={"RATELIMIT_ENABLED": False, "SECURITY_PASSWORD_HASH": "plaintext"}))
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    print(server.effective_port, flush=True)
    server.run()
