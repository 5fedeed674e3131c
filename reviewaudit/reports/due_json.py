"""Due reviews in, JSON out: the articles with their review as in the report of `check`, and the load per group."""

from __future__ import annotations

from reviewaudit.reports import View, counts
from reviewaudit.reports.due import Due
from reviewaudit.reports.json_report import dump, review_dict, timestamp


def render(due: Due, view: View) -> str:
    report = due.report
    return dump(
        {
            "schema_version": 1,
            "tool": {"name": "reviewaudit", "version": report.version},
            "as_of": report.as_of.isoformat(),
            "started_at": timestamp(report.started_at),
            "within_days": due.within,
            "summary": {
                "articles": len(report.audited),
                "listed": len(due.listed),
                "reviews": counts.reviews(report),
            },
            "by": due.by,
            "load": due.load,
            "articles": [
                {
                    "path": audited.article.path,
                    "title": audited.article.title,
                    "owner": audited.article.owner,
                    "review": review_dict(audited),
                }
                for audited in due.listed
            ],
        }
    )
