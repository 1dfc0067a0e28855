"""Asks SQLite FTS5 what the benchmark asks rungs: CPU of each query in milliseconds.

peer.py ROWS QUERIES: rows as JSON lines of [id, employer, level, category, text]; queries as a JSON
object of kinds with what FTS5 is asked. Prints a JSON object: seconds of building, bytes, and by kind
the milliseconds and the hits of each query.
"""

import json
import os
import sqlite3
import sys
import time

FACETS = ("category", "level", "employer")


def cpu():
    return time.thread_time()


def build(path, rows):
    base = sqlite3.connect(path)
    base.executescript(
        """pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -400000;
        create table r(n integer primary key, id text, employer text, level text, category text, text text);
        create virtual table f using fts5(text, content='r', content_rowid='n', tokenize='porter unicode61',
                                          prefix='3');"""
    )
    with open(rows, encoding="utf-8") as lines:
        base.executemany(
            "insert into r(id, employer, level, category, text) values (?, ?, ?, ?, ?)",
            (json.loads(line) for line in lines),
        )
    base.execute("insert into f(f) values ('rebuild')")
    base.execute("insert into f(f) values ('optimize')")
    base.commit()
    return base


def ask(base, query, facets):
    """The best 20 with their rows, the number of hits, and the counts by each facet."""
    page = base.execute(
        "select r.*, b.rank from (select rowid, rank from f where f match ? order by rank limit 20) b"
        " join r on r.n = b.rowid order by b.rank",
        (query,),
    ).fetchall()
    (total,) = base.execute("select count(*) from f where f match ?", (query,)).fetchone()
    if facets:
        for facet in FACETS:
            base.execute(
                f"select r.{facet}, count(*) from f join r on r.n = f.rowid where f match ? group by 1", (query,)
            ).fetchall()
    return len(page), total


def main():
    rows, queries = sys.argv[1:3]
    path = os.path.join(os.path.dirname(rows), "fts5.db")
    start = cpu()
    base = build(path, rows)
    answer = {"build_s": cpu() - start, "bytes": os.path.getsize(path), "kinds": {}}
    with open(queries, encoding="utf-8") as file:
        kinds = json.load(file)
    for kind, asked in kinds.items():
        for query in asked:
            ask(base, query, kind.endswith("facets"))
        times, hits = [], []
        for query in asked:
            start = cpu()
            _, total = ask(base, query, kind.endswith("facets"))
            times.append((cpu() - start) * 1000)
            hits.append(total)
        answer["kinds"][kind] = {"ms": times, "hits": hits}
    json.dump(answer, sys.stdout)


main()
