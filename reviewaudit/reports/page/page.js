// The tables, the filters, paper, and the start.

// --- the tables ---

const ROW = { articles: articleRow, findings: findingRow };
let current = {};
let printing = false;

function header(name) {
  const row = make("tr", { role: "row" });
  for (const [key, [title]] of Object.entries(COLUMNS[name])) {
    const button = make("button", { type: "button" }, title);
    button.addEventListener("click", () => {
      change({ [name]: state[name] === key ? `-${key}` : key });
    });
    row.append(make("th", { scope: "col", role: "columnheader", "data-key": key }, button));
  }
  byId(name).append(make("thead", { role: "rowgroup" }, row), make("tbody", { role: "rowgroup" }));
}

function fill(name) {
  const found = current[name];
  const body = byId(name).tBodies[0];
  const shownRows = found.slice(0, limits[name]).map(ROW[name]);
  body.replaceChildren(...shownRows);
  const noun = name.slice(0, -1);
  if (!found.length) {
    const empty = make("td", { role: "cell", colspan: Object.keys(COLUMNS[name]).length }, `No ${noun} fits.`);
    body.append(make("tr", { role: "row" }, empty));
  }
  offer(name);
  const sorted = state[name].replace(/^-/, "");
  for (const column of byId(name).tHead.rows[0].cells) {
    const here = column.dataset.key === sorted;
    column.setAttribute("aria-sort", !here ? "none" : state[name].startsWith("-") ? "descending" : "ascending");
  }
}

// How many there are, how many are shown, and the way to the others.
function offer(name) {
  const total = current[name].length;
  const left = Math.max(total - limits[name], 0);
  const noun = name.slice(0, -1);
  byId(`${name}-total`).textContent = left
    ? `${number(total - left)} of ${plural(total, noun)} shown`
    : `${plural(total, noun)}`;
  const more = byId(`${name}-more`);
  more.hidden = !left;
  more.textContent = `Show ${plural(Math.min(left, 5 * STEP[name]), `more ${noun}`)}`;
}

function extend(name) {
  const from = limits[name];
  limits[name] += 5 * STEP[name];
  const added = current[name].slice(from, limits[name]).map(ROW[name]);
  byId(name).tBodies[0].append(...added);
  offer(name);
  (added[0].querySelector("summary, button") || byId(`${name}-more`)).focus();
}

function chips() {
  const set = [];
  if (state.article) set.push(["article", `Only ${state.article}`]);
  if (state.due) set.push(["due", `Only reviews due: ${data.slots[state.due]}`]);
  const buttons = set.map(([name, text]) => {
    const button = make("button", { type: "button" }, written(`${text} ✕`));
    button.setAttribute("aria-label", `${text}: show all again`);
    button.addEventListener("click", () => {
      change({ [name]: "" });
      filters.elements.q.focus();
    });
    return button;
  });
  const { articles: _articles, findings: _findings, open: _open, ...narrowing } = DEFAULTS;
  if (Object.keys(narrowing).some((name) => state[name] !== narrowing[name])) {
    const clear = make("button", { type: "button" }, "Clear all filters");
    clear.addEventListener("click", () => {
      change({ ...DEFAULTS, articles: state.articles, findings: state.findings });
      filters.elements.q.focus();
    });
    buttons.push(clear);
  }
  byId("chips").replaceChildren(...buttons);
}

function show() {
  for (const field of filters.querySelectorAll("input, select")) {
    if (field.value !== state[field.name]) field.value = state[field.name];
  }
  current = matching();
  chips();
  fill("articles");
  fill("findings");
  byId("matches").textContent =
    `${plural(current.articles.length, "article")} and ${plural(current.findings.length, "finding")} fit.`;
}

// A finding that the address names is open in its row; here it is brought to light, wherever it is in the list.
function openNamed() {
  if (!state.open) return;
  const at = current.findings.findIndex((finding) => finding.fingerprint === state.open);
  if (at < 0) return;
  if (at >= limits.findings) {
    limits.findings = at + 1;
    fill("findings");
  }
  byId("findings").tBodies[0].rows[at].scrollIntoView({ block: "center" });
}

// --- paper ---

let unfolded = [];

function spread() {
  if (printing) return;
  printing = true;
  limits.articles = limits.findings = Infinity;
  fill("articles");
  fill("findings");
  unfolded = [...document.querySelectorAll("details:not([open])")].filter((it) => !it.matches(".evidence details"));
  for (const details of unfolded) {
    details.fill?.();
    details.open = true;
  }
}

function fold() {
  if (!printing) return;
  for (const details of unfolded) details.open = false;
  Object.assign(limits, STEP);
  fill("articles");
  fill("findings");
  openNamed();
  // `toggle` events of what was just opened come later than this.
  setTimeout(() => (printing = false));
}

// --- start ---

function choices(name, values, text = (value) => value) {
  const select = filters.elements[name];
  for (const value of values) select.append(make("option", { value }, text(value)));
}

const folders = new Set();
for (const article of articles) {
  const parts = article.folder.split("/");
  parts.forEach((_, depth) => folders.add(parts.slice(0, depth + 1).join("/")));
}
folders.delete("");
const owners = new Set(rows.articles.map((article) => article.owner));
choices("level", data.levels);
choices("rule", data.rules.map(([code]) => code), (code) => data.rules.find((rule) => rule[0] === code).join(" "));
choices("owner", [...owners].sort());
choices("folder", [...folders].sort());
choices("review", REVIEWS, (status) => data.reviews[status]);

let pause = 0;
filters.addEventListener("input", ({ target }) => {
  if (target.name !== "q") {
    typing = false;
    change({ [target.name]: target.value });
    return;
  }
  state.q = target.value;
  Object.assign(limits, STEP);
  show();
  clearTimeout(pause);
  // One step of the history for one search, however many letters it has.
  pause = setTimeout(() => {
    record(typing);
    typing = true;
  }, 250);
});
filters.elements.q.addEventListener("blur", () => {
  clearTimeout(pause);
  record(typing);
  typing = false;
});
filters.addEventListener("submit", (event) => event.preventDefault());
for (const name of ["articles", "findings"]) {
  header(name);
  byId(`${name}-more`).addEventListener("click", () => extend(name));
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.filter, a.skip");
  if (!link) return;
  event.preventDefault();
  if (link.matches(".filter")) {
    change({ ...DEFAULTS, ...Object.fromEntries(new URLSearchParams(link.hash.slice(1))) });
  }
  byId("results").focus();
});
addEventListener("hashchange", () => {
  if (location.hash.length > 1 && !location.hash.includes("=")) return; // a place in the page, not a view
  clearTimeout(pause);
  typing = false;
  state = known(read());
  Object.assign(limits, STEP);
  show();
  openNamed();
});
addEventListener("beforeprint", spread);
addEventListener("afterprint", fold);
byId("app").hidden = false;
state = known(state);
show();
openNamed();
