// What every page of the desk does: keys, announcements, the shift.
//
// For other scripts (loaded with `defer`, in `{% block head %}`, so after this one and before live.js):
//   desk.announce(text)         shown for a while, and said by a screen reader when there is a pause; desk.alarm(text):
//                               louder, and at once
//   desk.post(url, fields)      POST as a form, with the CSRF token; returns fetch's promise
//   data-key="x" on an element  pressing x clicks a button or link, and focuses a field; list the key in `{% block keys %}`.
//                               One in <main> goes before one in the frame: a page may give `/` a meaning of its own
//   desk.keysWork(event)        whether a key is meant for the page: no field has it, no dialog is open, keys are not off
//   Events on document, each with its `detail`:
//     desk:snapshot  {rows}     all open handoffs, when the page begins to listen and after every gap: what is on the
//                               screen may be older, so look again. rows: Map of id -> {id, code, changed, status,
//                               staff_id, urgent}; also found as desk.rows at any time
//     desk:row       {id, code, changed, status, staff_id, urgent, html}    this handoff has changed, or is new
//     desk:gone      {id, status}   it was closed or has changed since ("closed"), or was erased ("erased")
//     desk:shift     {names}    who is on shift
//     desk:live      {on}       whether changes arrive
//   desk.now()                  the server's clock, in milliseconds
"use strict";

const desk = {
  rows: new Map(),
  ahead: 0, // how far the server's clock is ahead of this one, in milliseconds
  now: () => Date.now() + desk.ahead,
  member: Number(document.body.dataset.member),
  announce: (text) => desk.say("announce", text),
  alarm: (text) => desk.say("alarm", text),
  say(id, text) {
    const place = document.getElementById(id);
    place.textContent = "";
    clearTimeout(desk.saying[id]);
    // The same words twice are said twice only if the place was empty in between.
    desk.saying[id] = setTimeout(() => {
      place.textContent = text;
      desk.saying[id] = setTimeout(() => (place.textContent = ""), 15_000);
    }, 50);
  },
  saying: {},
  post(url, fields) {
    const token = document.querySelector('input[name="csrf_token"]').value;
    const body = new URLSearchParams({ csrf_token: token, ...fields });
    return fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
  },
  // What is typed for a person is kept in this tab, and goes with the session and with the conversation: somebody else
  // may sign in here, and whoever has had everything erased is not to be read in a draft.
  draftKey: (id) => `porchlight.draft.${desk.member}.${id}`,
  dropDrafts(keep = () => false) {
    try {
      const mine = desk.draftKey("");
      const drafts = Object.keys(sessionStorage).filter((key) => key.startsWith("porchlight.draft."));
      const kept = (key) => key.startsWith(mine) && keep(Number(key.slice(mine.length)));
      for (const key of drafts) if (!kept(key)) sessionStorage.removeItem(key);
    } catch {
      // Storage is forbidden: nothing is in it.
    }
  },
  isField: (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName),
  keysWork(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const off = localStorage.getItem("porchlight-keys") === "off";
    return !off && !desk.isField(event.target) && !document.querySelector("dialog[open]");
  },
};

(() => {
  // ---- keys ----

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && desk.isField(event.target)) event.target.blur();
    if (!desk.keysWork(event)) return;
    const key = `[data-key="${CSS.escape(event.key)}"]`;
    const all = [...document.querySelectorAll(`main ${key}`), ...document.querySelectorAll(key)];
    const wanted = all.find((each) => !each.disabled && each.offsetParent);
    if (!wanted) return;
    event.preventDefault();
    if (desk.isField(wanted)) wanted.focus();
    else wanted.click();
  });

  const shown = document.getElementById("show-keys");
  shown.hidden = false;
  shown.addEventListener("click", () => document.getElementById("keys").showModal());
  // Who speaks to the computer, or rests a hand on the keyboard, may want no keys.
  const off = document.getElementById("keys-off");
  off.checked = localStorage.getItem("porchlight-keys") === "off";
  off.addEventListener("change", () => localStorage.setItem("porchlight-keys", off.checked ? "off" : "on"));

  // ---- drafts ----

  document.addEventListener("desk:snapshot", ({ detail }) => desk.dropDrafts((id) => detail.rows.has(id)));
  document.addEventListener("desk:gone", ({ detail }) => desk.dropDrafts((id) => id !== detail.id));
  document.querySelector('form[action="/desk/sign-out"]').addEventListener("submit", () => desk.dropDrafts());

  // ---- the shift ----

  const shift = document.getElementById("shift");
  shift?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const on = shift.elements.on;
    try {
      const answer = await desk.post(shift.action, { on: on.value });
      if (!answer.ok) throw new Error(answer.status);
    } catch {
      shift.submit(); // as without this script: the page says what is wrong
      return;
    }
    const began = on.value === "1";
    on.value = began ? "0" : "1";
    shift.querySelector("button").textContent = began ? "End my shift" : "Begin my shift";
    desk.announce(began ? "You are on shift." : "Your shift has ended.");
  });

  document.addEventListener("desk:shift", ({ detail }) => {
    document.getElementById("on-shift").textContent = detail.names.join(", ") || "nobody";
  });
})();
