// A new urgent one: a sound, a mark in the title, words for a screen reader. On every page of the desk.
"use strict";

(() => {
  const title = document.title;
  const button = document.getElementById("sound");
  const REMEMBERED = 15_000; // how long what one page knew holds for the page after it
  let known = recall();

  // ---- what is alarming: an urgent one that nobody has, or that this member has been given ----

  const isMine = (row) => row.status === "taken" && row.staff_id === desk.member;

  function alarming() {
    return new Map([...desk.rows].filter(([, row]) => row.urgent && (row.status === "waiting" || isMine(row))));
  }

  function look() {
    const now = alarming();
    const fresh = known ? [...now.values()].filter((row) => !known.has(row.id)) : [];
    known = new Set(now.keys());
    const waiting = [...now.values()].filter((row) => row.status === "waiting").length;
    document.title = waiting ? `(${waiting}!) ${title}` : title;
    if (!fresh.length) return;
    desk.alarm(`New urgent: ${fresh.map((row) => row.code).join(", ")}`);
    soundOnce();
  }

  for (const name of ["snapshot", "row", "gone"]) document.addEventListener(`desk:${name}`, look);

  // ---- somebody else of this member's has written, or has been handed to them: said where they look ----

  const words = new Map(); // id -> how many without an answer, of this member's
  document.addEventListener("desk:snapshot", () => {
    for (const row of desk.rows.values()) if (isMine(row) && !words.has(row.id)) words.set(row.id, 0);
  });
  document.addEventListener("desk:row", ({ detail }) => {
    const before = words.get(detail.id);
    if (!isMine(detail)) {
      words.delete(detail.id);
      return;
    }
    const now = Number(/data-words="(\d+)"/.exec(detail.html)[1]);
    words.set(detail.id, now);
    const here = document.getElementById("conversation")?.dataset.id === String(detail.id);
    if (here || document.hidden) return;
    if (before === undefined) desk.announce(`${detail.code} is with you now.`);
    else if (now > before) desk.announce(`${detail.code} has written.`);
  });

  // Going from page to page, one that comes just then must be heard too.
  addEventListener("pagehide", () => {
    if (known) sessionStorage.setItem("porchlight-urgent", JSON.stringify({ at: Date.now(), ids: [...known] }));
  });

  function recall() {
    const kept = JSON.parse(sessionStorage.getItem("porchlight-urgent") || "null");
    return kept && Date.now() - kept.at < REMEMBERED ? new Set(kept.ids) : null;
  }

  // ---- the sound: from one tab of the browser that may make one ----

  let audio = null;
  const wanted = () => localStorage.getItem("porchlight-sound") !== "off";

  function wake() {
    if (!wanted()) return;
    if (!audio) {
      audio = new AudioContext();
      audio.addEventListener("statechange", show);
    }
    if (audio.state === "suspended") audio.resume().catch(() => {});
  }

  function soundOnce() {
    if (!wanted() || audio?.state !== "running") return;
    if (!navigator.locks) beep();
    else
      navigator.locks.request("porchlight-desk-sound", { ifAvailable: true }, (lock) => {
        if (!lock) return null; // another tab makes it
        beep();
        return new Promise((done) => setTimeout(done, 2000));
      });
  }

  function beep() {
    for (const [index, pitch] of [880, 660, 880, 660].entries()) {
      const start = audio.currentTime + index * 0.22;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(0.3, start + 0.02);
      volume.gain.linearRampToValueAtTime(0, start + 0.2);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.2);
    }
  }

  function show() {
    button.hidden = false;
    const blocked = wanted() && audio?.state !== "running";
    button.textContent = !wanted() ? "Sound: off" : blocked ? "Sound: blocked by the browser, click here" : "Sound: on";
    button.classList.toggle("danger", blocked);
  }

  button.addEventListener("click", () => {
    const blocked = wanted() && audio?.state !== "running";
    if (!blocked) localStorage.setItem("porchlight-sound", wanted() ? "off" : "on");
    wake();
    show();
  });
  addEventListener("storage", (event) => event.key === "porchlight-sound" && show());
  // A browser lets a page make sounds only after the person has done something on it.
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, wake, { capture: true });
  wake();
  show();
})();
