"""The page at /: what this is, where to ask, and one question to try. Nothing in it comes from elsewhere."""

import shlex
from html import escape
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse

QUERY = """\
{
  county(code: "511602") {
    name
    townships(first: 3) { totalCount edges { node { code name kind } } }
  }
}"""

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Register of devolved powers 赋权事项登记</title>
<style>
  body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }
  pre { padding: 1rem; overflow-x: auto; border: 1px solid; }
  @media (prefers-color-scheme: dark) { :root { color-scheme: dark; } }
</style>
<h1>Register of devolved powers</h1>
<p lang="zh">县乡权力下放登记: 何地、何时、由谁行使哪一项权力, 依据哪一条规则.</p>
<p>County governments hand administrative powers down to their townships. This register answers who may use a power, at
which place, on which day, and by which rule; and it refuses those who may not.</p>
<p>It speaks GraphQL at <code>$endpoint</code>. Anybody may ask for what is published; accounts send a bearer token.</p>
<h2>Ask it something</h2>
<pre><code>$curl</code></pre>
$ide<p>The schema describes itself: every type, field and value says what it is, with its Chinese term.</p>
</html>
""")

_IDE = """\
<p><a href="$endpoint">The same address</a>, opened in a browser, is where to write queries and to read the schema.</p>
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def curl(endpoint: str, query: str, token: str | None = None) -> str:
    """Write the command line that asks a query, ready to be pasted into a shell."""
    document = shlex.quote('{"query": "' + " ".join(query.split()).replace('"', '\\"') + '"}')
    bearer = f" \\\n  -H 'authorization: Bearer {token}'" if token else ""
    return f"curl -s {endpoint} -H 'content-type: application/json'{bearer} \\\n  -d {document}"


async def home(request: Request) -> HTMLResponse:
    """Answer with the page."""
    endpoint = str(request.url_for("graphql"))
    ide = Template(_IDE if request.app.state.ide else "").substitute(endpoint=escape(endpoint))
    page = _PAGE.substitute(endpoint=escape(endpoint), curl=escape(curl(endpoint, QUERY)), ide=ide)
    return HTMLResponse(page, headers={"Content-Security-Policy": _POLICY})
