// Keeps the clocks on a page going: <time class="clock" data-since="milliseconds" data-pace="urgent|waiting|calm">.
"use strict";

(() => {
  // As hotline/desk/queue_rows.py has them, in seconds.
  const AMBER = 120;
  const RED = 300;

  function waited(seconds) {
    const two = (number) => String(Math.floor(number)).padStart(2, "0");
    if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ${two((seconds % 3600) / 60)}`;
    return `${Math.floor(seconds / 86400)} days`;
  }

  function colour(pace, seconds) {
    if (pace === "urgent") return "red";
    if (pace !== "waiting" || seconds < AMBER) return "calm";
    return seconds < RED ? "amber" : "red";
  }

  function tick() {
    if (document.hidden) return;
    for (const clock of document.querySelectorAll(".clock[data-since]")) {
      const seconds = Math.max(0, Math.floor((desk.now() - Number(clock.dataset.since)) / 1000));
      const text = waited(seconds);
      if (clock.textContent !== text) clock.textContent = text;
      const wanted = `clock ${colour(clock.dataset.pace, seconds)}`;
      if (clock.className !== wanted) clock.className = wanted;
    }
  }

  tick(); // the server may have drawn a row half a minute ago
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("desk:live", tick);
})();
