// One conversation: it keeps itself fresh, counts segments, keeps drafts, finds ready replies and programs.
//
// Without this script every form works by itself; this loads after desk.js (see its head for what `desk` can do).
"use strict";

const page = document.getElementById("conversation");
const here = page.dataset.here;
const reply = document.getElementById("reply");
const box = document.getElementById("text");
const scroller = document.getElementById("transcript");

// ---- fresh words, without losing what is typed or where the eye is ----

let asking = false;
let askAgain = false;

async function refresh() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  try {
    // No text/html in Accept: somebody signed out gets a 401, not the sign-in form in place of a transcript.
    const answer = await fetch(`${here}?fragment=1`, { headers: { Accept: "*/*" }, credentials: "same-origin" });
    if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    else if (answer.status === 404) erased();
  } catch {
    // The line is down: the next event, or the snapshot after the gap, asks again.
  } finally {
    asking = false;
    if (askAgain) {
      askAgain = false;
      refresh();
    }
  }
}

function swap(fresh) {
  const then = fresh.getElementById("conversation");
  if (!then) return;
  for (const id of ["part-status", "part-summary", "part-notes"]) {
    const [old, part] = [document.getElementById(id), fresh.getElementById(id)];
    if (old.innerHTML === part.innerHTML) continue;
    const focused = old.contains(document.activeElement);
    old.innerHTML = part.innerHTML;
    if (focused) old.querySelector("a, button")?.focus();
  }
  swapLines(fresh.querySelector("#transcript ol"));
  if (page.dataset.can !== then.dataset.can) movedOn();
}

// Line by line: a screen reader must hear what is new, not the whole story again.
function swapLines(fresh) {
  const list = scroller.querySelector("ol");
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
  const wanted = new Set([...fresh.children].map((line) => line.id));
  for (const line of [...list.children]) if (!wanted.has(line.id)) line.remove();
  let place = list.firstElementChild;
  for (const line of [...fresh.children]) {
    const old = document.getElementById(line.id);
    if (!old) {
      list.insertBefore(document.importNode(line, true), place);
      continue;
    }
    if (old.className !== line.className) old.className = line.className;
    const [meta, freshMeta] = [old.querySelector(".meta"), line.querySelector(".meta")];
    if (meta.innerHTML !== freshMeta.innerHTML) meta.innerHTML = freshMeta.innerHTML;
    place = old.nextElementSibling;
  }
  if (atEnd) toEnd();
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
}

// Who has this, or whether it can be written to, is another than when the page was loaded.
function movedOn() {
  if (!box?.value && !document.getElementById("note-text")?.value) location.assign(here); // nothing could be lost
  else document.getElementById("moved-on").hidden = false;
}

function erased() {
  sessionStorage.removeItem(draft);
  const words = document.createElement("p");
  words.className = "notice warn";
  words.textContent = "This conversation is not there any more: the person has had it erased.";
  page.replaceChildren(words);
}

const mine = (event) => event.detail.id === Number(page.dataset.id);
let soon;
function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(refresh, 100); // a reply and its delivery come close together
}
document.addEventListener("desk:row", (event) => mine(event) && refreshSoon());
document.addEventListener("desk:gone", (event) => mine(event) && refreshSoon());
document.addEventListener("desk:snapshot", refreshSoon);
document.addEventListener("visibilitychange", () => document.hidden || refreshSoon());
window.addEventListener("pageshow", (event) => event.persisted && refreshSoon());
toEnd();

// ---- counting: what connectors/sms/segments.py counts, by the tables it gave ----

const rule = JSON.parse(document.getElementById("segment-rule")?.textContent || "null");
const single = new Set(rule?.single);
const double = new Set(rule?.double);

function countSegments(written) {
  const text = [...written].map((each) => rule.replaced[each] ?? each).join("");
  const letters = [...text];
  const gsm = letters.every((each) => single.has(each) || double.has(each));
  const characters = gsm ? letters.reduce((sum, each) => sum + (double.has(each) ? 2 : 1), 0) : text.length;
  const [alone, joined] = gsm ? rule.gsm : rule.ucs;
  const segments = characters <= alone ? 1 : Math.ceil(characters / joined);
  return { encoding: gsm ? "GSM-7" : "UCS-2", characters, segments };
}

function showCount() {
  const place = document.getElementById("text-count");
  const left = `${box.value.length} of ${box.maxLength}`;
  if (box.dataset.form !== "sms" || !box.value) {
    place.textContent = left;
    return;
  }
  const { encoding, characters, segments } = countSegments(box.value);
  const special = encoding === "GSM-7" ? "" : ", special letters make it longer";
  place.textContent = `${segments} ${segments === 1 ? "text" : "texts"} (${characters} characters${special}), ${left}`;
}

// ---- the reply box ----

const draft = desk.draftKey(page.dataset.id);

function keepDraft() {
  try {
    if (box.value) sessionStorage.setItem(draft, box.value);
    else sessionStorage.removeItem(draft);
  } catch {
    // Storage is full or forbidden: the draft lives as long as the page.
  }
}

function insert(text) {
  const [start, end] = [box.selectionStart, box.selectionEnd];
  const gap = (side) => (side && !/\s$/.test(side) ? " " : "");
  const before = box.value.slice(0, start);
  box.focus();
  box.setRangeText(gap(before) + text, start, end, "end");
  box.dispatchEvent(new Event("input"));
}

// Send by script, so that the page, its scroll and the next words stay. The form's own way is there when this fails.
async function send(form, problem, sent) {
  const button = form.querySelector("button:not([type=button])");
  if (button.disabled) return;
  const focused = document.activeElement === button;
  button.disabled = true;
  problem.hidden = true;
  try {
    const { csrf_token: _, ...fields } = Object.fromEntries(new FormData(form));
    const answer = await desk.post(form.action, fields);
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) sent(said);
    else show(problem, said.error || `That did not work (${answer.status}). Your words are kept here.`);
  } catch {
    show(problem, "No connection. Your words are kept here: send them again, they arrive once.");
  } finally {
    button.disabled = false;
    if (focused) button.focus(); // a disabled button loses it, and the next Tab would begin at the top
  }
}

function show(problem, words) {
  problem.hidden = false;
  problem.textContent = words;
}

if (reply) {
  try {
    box.value ||= sessionStorage.getItem(draft) || "";
  } catch {
    // As above.
  }
  showCount();
  box.addEventListener("input", () => {
    keepDraft();
    showCount();
  });
  reply.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = box.value;
    send(reply, document.getElementById("reply-problem"), (said) => {
      reply.elements.request_key.value = said.request_key;
      if (box.value === words) box.value = "";
      keepDraft();
      showCount();
      desk.announce("Sent.");
      toEnd();
      refresh();
    });
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    reply.requestSubmit();
  });
}

const note = document.getElementById("note");
note?.addEventListener("submit", (event) => {
  event.preventDefault();
  send(note, document.getElementById("note-problem"), () => {
    note.elements.note.value = "";
    desk.announce("Note added.");
    refresh();
  });
});

// ---- ready replies ----

const canned = document.getElementById("canned");
if (canned) {
  const search = document.getElementById("canned-search");
  const entries = [...canned.querySelectorAll("li")];
  // The key finds a reply here, and a code everywhere else.
  const code = document.getElementById("code");
  code?.removeAttribute("data-key");
  for (const term of document.querySelectorAll("#keys dt")) {
    if (term.textContent === "/" && /code/.test(term.nextElementSibling.textContent)) {
      term.nextElementSibling.remove();
      term.remove();
    }
  }
  search.hidden = false;
  for (const entry of entries) {
    const title = entry.querySelector("strong").textContent;
    // In the person's language first; below it, where that is not English, what it says in English.
    for (const words of entry.querySelectorAll(".words")) {
      const english = words.parentElement !== entry;
      const button = insertButton(words.textContent, english ? `Insert in English: ${title}` : `Insert: ${title}`);
      button.addEventListener("click", () => (canned.open = false));
      words.after(button);
    }
  }
  const fits = (entry) => search.value.toLowerCase().split(/\s+/).every((word) => entry.textContent.toLowerCase().includes(word));
  search.addEventListener("input", () => {
    for (const entry of entries) entry.hidden = !fits(entry);
    const shown = entries.filter((entry) => !entry.hidden);
    const first = shown[0]?.querySelector("strong").textContent;
    desk.announce(shown.length ? `${shown.length} found. Enter inserts ${first}.` : "None found.");
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = entries.find((entry) => !entry.hidden);
    if (!first) return;
    search.value = "";
    for (const entry of entries) entry.hidden = false;
    first.querySelector("button").click();
  });
}

function insertButton(text, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = "Insert";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => insert(text));
  return button;
}

// A key that names something inside closed details opens them first: desk.js looks for what can be seen.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const wanted = page.querySelector(`details [data-key="${CSS.escape(event.key)}"]`);
    if (wanted) wanted.closest("details").open = true;
  },
  true,
);

// ---- programs ----

const programs = document.getElementById("programs");
programs?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const found = document.getElementById("programs-found");
  const { csrf_token: _, ...fields } = Object.fromEntries(new FormData(event.target));
  if (event.target.parentElement === programs) found.setAttribute("aria-busy", "true");
  else programs.querySelector("#q").value = fields.q;
  try {
    const answer = await desk.post(`${here}/programs?fragment=1`, fields);
    if (!answer.ok) throw new Error(answer.status);
    found.innerHTML = await answer.text();
    for (const entry of found.querySelectorAll("[data-insert]")) {
      entry.querySelector(".to-copy").remove();
      entry.append(insertButton(entry.dataset.insert, `Insert: ${entry.querySelector("strong").textContent}`));
    }
  } catch {
    found.textContent = "The search did not work. Try again.";
  } finally {
    found.removeAttribute("aria-busy");
  }
});
