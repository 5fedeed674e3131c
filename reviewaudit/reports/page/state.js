// The three files of this folder are one script, in the order state, rows, page, in one function of its own. It shows,
// searches, sorts and filters the data of the page. The state is the URL's hash, so that a view can be linked to, and
// the browser's Back goes to the view before. Nothing here turns text into HTML: text goes into text nodes.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const filters = byId("filters");
const STEP = { articles: 20, findings: 40 };
const DEFAULTS = {
  q: "", level: "", rule: "", owner: "", folder: "", review: "", show: "open", article: "", due: "",
  articles: "-findings", findings: "level", open: "",
};
const number = (count) => count.toLocaleString("en");
const plural = (count, noun) => `${number(count)} ${count === 1 ? noun : `${noun}s`}`;

// --- the data, with names ---

const named = (names, values) => Object.fromEntries(names.map((name, at) => [name, values[at]]));
const REVIEWS = Object.keys(data.reviews);
const articles = data.articles.map((values, index) => {
  const article = named(data.article, values);
  const slash = article.path.lastIndexOf("/");
  article.index = index;
  article.folder = slash < 0 ? "." : article.path.slice(0, slash);
  article.audited = article.status !== "";
  article.found = [0, 0, 0];
  article.text = `${article.title}\n${article.path}\n${article.owner}`.toLowerCase();
  return article;
});
const findings = data.findings.map((values, index) => {
  const finding = named(data.finding, values);
  const article = articles[finding.article];
  const [code, name] = data.rules[finding.rule];
  finding.index = index;
  finding.aside = finding.aside && named(data.aside, finding.aside);
  if (finding.state === 0) article.found[finding.level] += 1;
  const said = [article.text, `${code} ${name}`, data.levels[finding.level], finding.message, finding.url];
  if (finding.aside) said.push(finding.aside.reason, finding.aside.by);
  finding.text = said.join("\n").toLowerCase();
  return finding;
});
const rows = {
  articles: articles.filter((article) => article.audited),
  findings,
};

// --- elements ---

function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Only these can be clicked; `javascript:` and what else an article may cite is text.
function address(text) {
  if (!/^https?:\/\/[^\s\ufffd]+$/i.test(text)) return make("span", { dir: "auto" }, text);
  return make("a", { href: text, rel: "noopener noreferrer" }, text);
}

const written = (text) => make("span", { dir: "auto" }, text);

function entry(label, ...value) {
  return make("div", {}, make("dt", {}, label), make("dd", {}, ...value));
}

// --- state ---

let state = read();
const limits = { ...STEP };
let typing = false;

function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const found = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS)) if (given.has(name)) found[name] = given.get(name);
  return found;
}

// What a link names but this report does not have is left out.
function known(wanted) {
  for (const select of filters.querySelectorAll("select")) {
    const offered = [...select.options].some((option) => option.value === wanted[select.name]);
    if (!offered) wanted[select.name] = DEFAULTS[select.name];
  }
  for (const name of ["articles", "findings"]) {
    if (!Object.hasOwn(COLUMNS[name], wanted[name].replace(/^-/, ""))) wanted[name] = DEFAULTS[name];
  }
  if (wanted.due && !Object.hasOwn(data.slots, wanted.due)) wanted.due = "";
  if (wanted.article && !articles.some((article) => article.path === wanted.article)) wanted.article = "";
  return wanted;
}

function hash() {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) if (value !== DEFAULTS[name]) params.set(name, value);
  return params.toString();
}

// A browser may refuse after many changes in a short time, or in a frame; the page works on without.
function record(replace) {
  const wanted = `#${hash()}`;
  if (wanted === (location.hash || "#")) return;
  try {
    history[replace ? "replaceState" : "pushState"](null, "", wanted);
  } catch {}
}

function change(changes, replace = false) {
  Object.assign(state, changes);
  Object.assign(limits, STEP);
  show();
  record(replace);
}

// --- filter and sort ---

const COLUMNS = {
  articles: {
    article: ["Article", (article) => article.title.toLowerCase() || article.path],
    owner: ["Owner", (article) => article.owner],
    review: ["Review", (article) => REVIEWS.indexOf(article.status)],
    reviewed: ["Reviewed", (article) => article.reviewed],
    due: ["Due by", (article) => article.due || "9999"],
    links: [
      "Links",
      (article) => article.dead * 1e8 + (article.suspect + article.unverified) * 1e4 + article.references,
    ],
    findings: ["Findings", (article) => article.found[0] * 1e10 + article.found[1] * 1e5 + article.found[2]],
  },
  findings: {
    level: ["Level", (finding) => finding.level],
    rule: ["Rule", (finding) => finding.rule],
    article: ["Article", (finding) => articles[finding.article].path],
    finding: ["What was found", (finding) => finding.message.toLowerCase()],
  },
};
const orders = new Map();

function ordered(name) {
  const wanted = `${name} ${state[name]}`;
  if (!orders.has(wanted)) {
    const key = COLUMNS[name][state[name].replace(/^-/, "")][1];
    const sign = state[name].startsWith("-") ? -1 : 1;
    const keyed = rows[name].map((row) => [key(row), row]);
    keyed.sort(([a, x], [b, y]) => (a < b ? -sign : a > b ? sign : x.index - y.index));
    orders.set(wanted, keyed.map(([, row]) => row));
  }
  return orders.get(wanted);
}

// An article is shown that fits by itself, or that has a finding that fits.
function matching() {
  const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const says = (text) => terms.every((term) => text.includes(term));
  const within = `${state.folder}/`;
  const fits = articles.map(
    (article) =>
      (!state.owner || article.owner === state.owner) &&
      (!state.folder || article.folder === state.folder || article.folder.startsWith(within)) &&
      (!state.review || article.status === state.review) &&
      (!state.due || article.slot === state.due) &&
      (!state.article || article.path === state.article),
  );
  const level = data.levels.indexOf(state.level);
  const rule = data.rules.findIndex(([code]) => code === state.rule);
  const wanted = data.states.indexOf(state.show);
  const touched = new Uint8Array(articles.length);
  const found = ordered("findings").filter((finding) => {
    if (!fits[finding.article] || (level >= 0 && finding.level !== level)) return false;
    if ((rule >= 0 && finding.rule !== rule) || (wanted >= 0 && finding.state !== wanted)) return false;
    if (!says(finding.text)) return false;
    touched[finding.article] = 1;
    return true;
  });
  const narrowed = level >= 0 || rule >= 0 || wanted > 0;
  const listed = ordered("articles").filter(
    (article) => touched[article.index] || (!narrowed && fits[article.index] && says(article.text)),
  );
  return { articles: listed, findings: found };
}
