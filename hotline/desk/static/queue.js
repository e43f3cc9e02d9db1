// The queue: rows come, change and go by themselves; keys move through them.
"use strict";

(() => {
  let queue = document.getElementById("queue");
  if (queue) desk.ahead = Number(queue.dataset.now) - Date.now();

  // ---- keys ----

  const links = () => [...document.querySelectorAll(".row .code")].filter((link) => link.offsetParent);
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.shiftKey || !desk.keysWork(event)) return;
    const row = document.activeElement?.closest(".row");
    if (event.key in steps) move(event, row, steps[event.key]);
    else if (event.key === "c") claim(event, row);
  });

  function move(event, row, step) {
    // With nothing focused, the arrows scroll as ever.
    if (event.key.startsWith("Arrow") && !row) return;
    const all = links();
    if (!all.length) return;
    const at = row ? all.indexOf(row.querySelector(".code")) + step : 0;
    event.preventDefault();
    all[Math.max(0, Math.min(at, all.length - 1))].focus();
  }

  function claim(event, row) {
    event.preventDefault();
    const button = row?.querySelector(".claim");
    if (button?.offsetParent) button.click();
    else if (row) desk.announce("Somebody has this one. Enter opens it.");
    else {
      links()[0]?.focus(); // so that it is seen whom a second press would claim
      desk.announce("Choose one with j and k, then press c.");
    }
  }

  if (!queue) return;

  // ---- changes ----

  const limit = Number(queue.dataset.limit);
  const sectionOf = (mark) => (mark.status !== "taken" ? mark.status : mark.staff_id === desk.member && document.getElementById("mine") ? "mine" : "others");
  const rowOf = (id) => document.getElementById(`h${id}`);

  // A list that is fetched may be newer than the events that wait meanwhile, or older. They come after it, and where
  // one is older than the list, another follows that is not.
  const GAP = 1000; // milliseconds at least between two fetches
  let wanted = false;
  let fetching = false;
  let fetchedAt = 0;
  let held = [];

  function hear(change) {
    if (fetching) held.push(change);
    else change();
  }

  document.addEventListener("desk:row", ({ detail }) => hear(() => place(detail)));
  document.addEventListener("desk:gone", ({ detail }) => hear(() => remove(detail.id)));
  document.addEventListener("desk:snapshot", ({ detail }) => hear(() => compare(detail.rows)));

  function place(mark) {
    keepFocus(() => {
      rowOf(mark.id)?.remove();
      const template = document.createElement("template");
      template.innerHTML = mark.html;
      const row = template.content.firstElementChild;
      row.classList.add("fresh");
      const list = document.querySelector(`#${sectionOf(mark)} .rows`);
      const after = [...list.children].find((each) => each.dataset.order > row.dataset.order);
      list.insertBefore(row, after || null);
    });
    settle();
  }

  function remove(id) {
    rowOf(id)?.remove();
    settle();
  }

  function compare(rows) {
    for (const row of [...queue.querySelectorAll(".row")]) if (!rows.has(Number(row.dataset.id))) row.remove();
    const stale = [...queue.querySelectorAll(".row")].some((row) => rows.get(Number(row.dataset.id)).changed !== Number(row.dataset.changed));
    if (stale) fetchList();
    else settle();
  }

  // Bring the figures in line with the rows, and fetch the list where rows are missing.
  function settle() {
    const totals = {};
    for (const mark of desk.rows.values()) totals[sectionOf(mark)] = (totals[sectionOf(mark)] || 0) + 1;
    for (const section of queue.querySelectorAll("section")) {
      const list = section.querySelector(".rows");
      const total = totals[section.id] || 0;
      while (list.children.length > limit) list.lastElementChild.remove();
      section.querySelector(".count").textContent = total;
      section.querySelector(".empty").hidden = total > 0;
      const more = section.querySelector(".more");
      more.hidden = total <= list.children.length;
      more.querySelector("span").textContent = total - list.children.length;
      if (list.children.length < Math.min(total, limit)) fetchList();
    }
  }

  function fetchList() {
    if (wanted) return;
    wanted = true;
    // After an outage all desks come back at once: not all of them in the same moment.
    setTimeout(load, Math.max(0, fetchedAt + GAP - Date.now()) + Math.random() * 300);
  }

  async function load() {
    fetching = true;
    try {
      const answer = await fetch("/desk/queue?fragment=1", { headers: { Accept: "*/*" }, credentials: "same-origin" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("queue");
        keepFocus(() => {
          queue.replaceWith(fresh);
          queue = fresh;
        });
      }
    } catch {
      // The connection is gone: the snapshot after it has come back asks again.
    }
    fetchedAt = Date.now();
    wanted = fetching = false;
    const changes = held;
    held = [];
    for (const change of changes) change();
    settle();
  }

  // A row that is drawn anew, in whatever section, keeps the focus.
  function keepFocus(change) {
    const row = document.activeElement?.closest(".row");
    const part = document.activeElement?.classList.contains("claim") ? ".claim" : ".code";
    change();
    if (!row || document.activeElement?.closest(".row")) return;
    const now = rowOf(row.dataset.id);
    (now?.querySelector(part) || now?.querySelector(".code"))?.focus();
  }
})();
