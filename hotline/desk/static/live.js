// Brings what has changed to this page, as the events that the head of desk.js lists.
//
// A browser opens six connections to a host, and staff have eight tabs: so one tab holds the event stream and passes
// on what it hears. It is whichever tab holds a lock; when it closes, the next one gets the lock and begins to listen.
"use strict";

(() => {
  const SILENCE = 40_000; // the server gives a sign of life every 15 seconds: after this, the line is dead
  const AGAIN = 2_000;
  const AGAIN_SIGNED_OUT = 15_000;
  // Locks need https (or localhost). Without them each tab listens for itself.
  const channel = navigator.locks ? new BroadcastChannel("porchlight-desk") : null;
  const tab = Math.random();
  let leading = false;
  let live = false;
  let names = null; // who is on shift; null: no snapshot has come yet

  // What the server sends is told to this page and to every other tab.
  function pass(name, data) {
    take(name, data);
    channel?.postMessage({ name, data });
  }

  function take(name, data) {
    if (data.now) desk.ahead = data.now - Date.now();
    if (name === "alive") return;
    if (!names && (name === "row" || name === "gone")) return; // the snapshot that was asked for has it
    if (name === "snapshot") {
      desk.rows = new Map(data.marks.map(([id, code, changed, status, staff_id, urgent]) => [id, { id, code, changed, status, staff_id, urgent }]));
      take("shift", { names: data.on_shift });
    } else if (name === "row") {
      const { html, now, ...mark } = data;
      desk.rows.set(mark.id, mark);
    } else if (name === "gone") {
      desk.rows.delete(data.id);
    } else if (name === "shift") {
      names = data.names;
    } else if (name === "live") {
      if (live && !data.on) desk.announce("Changes do not arrive: trying to reconnect.");
      live = data.on;
      show();
    }
    const detail = name === "snapshot" ? { rows: desk.rows } : data;
    document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
  }

  // A tab that was opened just now has a page that may be a moment old: it asks for what the leader knows.
  function hear({ data: message }) {
    if (message.to && message.to !== tab) return;
    if (message.name === "bye") {
      desk.dropDrafts();
      setTimeout(() => location.replace("/desk"), 1000); // when the session has ended
    } else if (message.name !== "ask") take(message.name, message.data);
    else if (leading && names) {
      const to = message.from;
      const marks = [...desk.rows.values()].map((row) => [row.id, row.code, row.changed, row.status, row.staff_id, row.urgent]);
      channel.postMessage({ to, name: "snapshot", data: { marks, on_shift: names, now: Math.round(desk.now()) } });
      channel.postMessage({ to, name: "live", data: { on: live } });
    }
  }

  function lead() {
    leading = true;
    let source;
    let silence;
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        pass("live", { on: false });
        open();
      }, SILENCE);
    };
    function open() {
      source?.close();
      source = new EventSource("/desk/events");
      heard();
      source.onopen = () => {
        heard();
        pass("live", { on: true });
      };
      for (const name of ["snapshot", "row", "gone", "shift", "alive"]) {
        source.addEventListener(name, (event) => {
          heard();
          pass(name, JSON.parse(event.data));
        });
      }
      source.onerror = () => {
        pass("live", { on: false });
        // The browser comes back by itself after a lost connection, but not after an answer that is no stream.
        if (source.readyState === EventSource.CLOSED) setTimeout(retry, AGAIN);
      };
    }
    async function retry() {
      try {
        const answer = await fetch("/desk/me", { method: "HEAD", headers: { Accept: "*/*" }, credentials: "same-origin" });
        if (answer.status === 401) {
          clearTimeout(silence);
          pass("out", {});
          setTimeout(retry, AGAIN_SIGNED_OUT); // somebody may sign in again, in another tab
          return;
        }
      } catch {
        // No network: try again all the same.
      }
      open();
    }
    open();
    return new Promise(() => {}); // hold the lock until this page goes
  }

  function show() {
    const place = document.getElementById("live");
    place.hidden = false;
    place.className = live ? "pill good" : "pill bad";
    place.textContent = live ? "Live" : "Not live: trying to reconnect";
  }

  document.addEventListener("desk:out", () => {
    const place = document.getElementById("live");
    place.className = "pill bad";
    place.innerHTML = 'You are signed out. <a href="/desk">Sign in</a>';
  });

  function countWaiting() {
    const waiting = [...desk.rows.values()].filter((row) => row.status === "waiting").length;
    document.getElementById("waiting-count").textContent = waiting || "";
  }
  for (const name of ["snapshot", "row", "gone"]) document.addEventListener(`desk:${name}`, countWaiting);

  // Who signs out leaves no conversation on the screen, in whichever tab it is.
  document.querySelector('form[action="/desk/sign-out"]').addEventListener("submit", () => channel?.postMessage({ name: "bye" }));

  if (channel) {
    channel.onmessage = hear;
    channel.postMessage({ from: tab, name: "ask" });
    navigator.locks.request("porchlight-desk-events", lead);
  } else lead();
})();
