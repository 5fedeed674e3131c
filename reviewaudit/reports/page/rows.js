// One row of a table, and what it opens: made of the data by text nodes.

function cell(label, ...children) {
  return make("td", { role: "cell", "data-label": label }, ...children);
}

// Filled when it is opened: most never are.
function opening(summary, fill, attributes = {}) {
  const details = make("details", attributes, make("summary", {}, ...summary));
  details.fill = () => {
    if (details.childElementCount === 1) details.append(fill());
  };
  details.addEventListener("toggle", () => details.open && details.fill());
  return details;
}

function articleRow(article) {
  const head = make("th", { scope: "row", role: "rowheader" });
  const title = written(article.title || article.path);
  if (article.statements.length) {
    head.append(opening([title], () => dates(article)));
  } else {
    head.append(title);
  }
  if (article.title) head.append(make("div", { class: "soft" }, written(article.path)));
  const review = [make("span", { class: article.status }, data.reviews[article.status])];
  if (article.problem) review.push(make("div", { class: "soft" }, `not read: ${article.problem}`));
  const tallies = [[article.dead, "dead"], [article.suspect, "suspect"], [article.unverified, "not verified"]];
  const bad = tallies.filter(([count]) => count).map(([count, word]) => `${number(count)} ${word}`);
  const links = number(article.references) + (bad.length ? ` (${bad.join(", ")})` : "");
  return make("tr", { role: "row" }, head, cell("Owner", written(article.owner)), cell("Review", ...review),
    cell("Reviewed", written(article.written || "no date")), cell("Due by", article.due || "not known"),
    cell("Links", links), cell("Findings", tally(article)));
}

function tally(article) {
  const said = data.levels.map((level, at) => article.found[at] && plural(article.found[at], level)).filter(Boolean);
  if (!said.length) return "none";
  const button = make("button", { type: "button" }, said.join(", "));
  button.addEventListener("click", () => {
    change({ article: article.path });
    byId("findings-title").focus();
  });
  return button;
}

function dates(article) {
  const list = make("ul", {});
  for (const [kind, label, text, meant, origin, line] of article.statements) {
    const where = `; ${kind}; ${origin}${origin === "side file" ? "" : `, line ${number(line)}`}`;
    list.append(make("li", {}, written(`${label}: “${text}”`), ` read as ${meant}${where}`));
  }
  const window = article.window ? [make("p", {}, `To be reviewed every ${article.window}.`)] : [];
  return make("div", { class: "evidence" }, make("strong", {}, "Dates as written"), list, ...window);
}

function findingRow(finding) {
  const article = articles[finding.article];
  const [code, name] = data.rules[finding.rule];
  const level = data.levels[finding.level];
  const until = finding.aside && finding.aside.until ? ` until ${finding.aside.until}` : "";
  const marks = finding.state ? [make("div", { class: "soft" }, STATES[finding.state] + until)] : [];
  const details = opening([written(finding.message)], () => evidence(finding), { "data-finding": finding.fingerprint });
  details.open = finding.fingerprint !== "" && finding.fingerprint === state.open;
  if (details.open) details.fill();
  details.addEventListener("toggle", () => {
    const named = state.open === finding.fingerprint;
    if (printing || !finding.fingerprint || !details.isConnected || details.open === named) return;
    state.open = details.open ? finding.fingerprint : "";
    record(true);
  });
  return make("tr", { role: "row" },
    cell("Level", make("span", { class: `level ${level}` }, level), ...marks),
    cell("Rule", `${code} ${name}`),
    cell("Article", written(article.title || article.path),
      make("div", { class: "soft" }, written(`${article.path}:${finding.line}:${finding.column}`))),
    cell("What was found", details));
}

const STATES = ["", "suppressed in the article", "in the baseline", "put aside by a decision"];
const LABELS = {
  attempts: "Tries", checked_at: "Last checked", claims: "What the article claims", dead_since: "Dead since",
  evidence: "Signs", failing_since: "Failing since", final_url: "Leads to", http_status: "HTTP status",
  signal: "What decided", verdict: "Verdict on the link",
};
const label = (key) =>
  Object.hasOwn(LABELS, key) ? LABELS[key] : key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");

function evidence(finding) {
  const article = articles[finding.article];
  const [code, name] = data.rules[finding.rule];
  const help = data.helps[finding.help];
  const box = make("div", { class: "evidence" },
    make("p", {}, make("strong", {}, "How to mend it: "), written(help)));
  if (finding.mend !== null) {
    box.append(make("p", {}, make("strong", {}, "Write instead: "), make("code", { dir: "auto" }, finding.mend)));
  }
  const list = make("dl", {});
  if (finding.aside) list.append(...aside(finding));
  if (finding.url) list.append(entry("Cited address", address(finding.url)));
  const { redirects, ...facts } = finding.facts;
  if (redirects) list.append(entry("Redirects", chain(redirects, facts)));
  for (const [key, value] of Object.entries(facts)) {
    if (!(redirects && key === "final_url")) list.append(entry(label(key), shown(value)));
  }
  if (/^RA[23]/.test(code)) list.append(...review(article));
  if (list.childElementCount) box.append(list);
  const page = byId(`rule-${code}`);
  const rule = opening([`What ${code} ${name} means`], () => {
    const text = make("div", {});
    for (const node of page.lastElementChild.childNodes) text.append(node.cloneNode(true));
    return text;
  });
  box.append(rule);
  return box;
}

// Why it does not count, who said so, and for how long.
function aside({ state, aside: { verb, by, where, until, reason } }) {
  const how = [STATES[state], verb && `“${verb}”`, where].filter(Boolean).join(", ");
  const found = [entry("Does not count", written(how))];
  if (state === 2) return found;
  found.push(entry("Reason", written(reason || "none given")));
  found.push(entry("Until", until ? `${until}, that day included` : "no end"));
  if (by) found.push(entry("Decided by", written(by)));
  return found;
}

function review(article) {
  const found = [];
  if (article.written) found.push(entry("Date as written", written(article.written)));
  if (article.due && article.window) found.push(entry("Due by", `${article.due} (every ${article.window})`));
  if (article.statements.length > 1) found.push(entry("All dates", dates(article).querySelector("ul")));
  return found;
}

function chain(redirects, facts) {
  const list = make("ol", {});
  for (const { status, url } of redirects) list.append(make("li", {}, address(url), ` answered ${status}`));
  if (facts.final_url) {
    const end = facts.http_status ? ` answered ${facts.http_status}` : "";
    list.append(make("li", {}, address(facts.final_url), end));
  }
  return list;
}

// Any JSON value of a finding's evidence.
function shown(value) {
  if (Array.isArray(value)) {
    return make("ul", {}, ...value.map((item) => make("li", {}, shown(item))));
  }
  if (value !== null && typeof value === "object") {
    const parts = document.createDocumentFragment();
    for (const [key, item] of Object.entries(value)) {
      if (item === null) continue;
      parts.append(parts.childNodes.length ? "; " : "", `${label(key).toLowerCase()}: `, shown(item));
    }
    return parts;
  }
  if (typeof value === "number") return document.createTextNode(number(value));
  if (typeof value === "boolean") return document.createTextNode(value ? "yes" : "no");
  const moment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*(?:\+00:00|Z)$/.exec(value);
  return moment ? document.createTextNode(`${moment[1]} ${moment[2]} UTC`) : address(String(value));
}
