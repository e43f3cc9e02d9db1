/* A stand-in for a real phone (development only).
 *
 * Talks to /phone/messages, /phone/replies, /phone/new and /phone/capabilities.
 * Every message is put on the page with textContent: nothing a message says is
 * ever read as HTML. History lives in sessionStorage, one conversation a channel.
 */
"use strict";

(() => {
  const STORE = "porchlight.phone.1";
  const CHANNELS = ["sms", "telegram"];
  const NAMES = { sms: "SMS", telegram: "Telegram" };
  const ANSWER_WITHIN_MS = 20000;
  const POLL_TIMEOUT_MS = 35000; // the server answers within 20 s
  const HELD_OPEN_MS = 2500;
  const POST_TIMEOUT_MS = 15000;
  const KEPT_ENTRIES = 400;

  const EXAMPLES = [
    "how much is it",
    "iop near 02139",
    "programs in springfield",
    "evening program that takes medicaid in austin tx",
    "i want to talk to someone",
    "i cant do this anymore i want to die",
  ];
  // The page's own words in the language it is shown in, by the English ones: connectors/phone/labels.py has them all.
  const WORDS = JSON.parse(document.getElementById("words").textContent);
  const LANGUAGE = document.documentElement.lang;
  const say = (english, named = {}) =>
    Object.entries(named).reduce((words, [name, value]) => words.replace(`{${name}}`, value), WORDS[english] || english);

  const COMMANDS = [
    ["/start", say("Begin")],
    ["/help", say("What Porchlight can do")],
    ["/privacy", say("What is kept, and for how long")],
    ["/human", say("Talk to a person")],
    ["/stop", say("No more messages")],
    ["/forget", say("Erase what is kept")],
  ];

  const limits = { sms: 1600, telegram: 4096 };
  const channels = {};
  let active = "sms";

  // ---- small helpers ----

  const $ = (selector, root = document) => root.querySelector(selector);

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", "#i-" + name);
    svg.append(use);
    return svg;
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID(); // only in a secure context
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 0x0f) | 0x40;
    b[8] = (b[8] & 0x3f) | 0x80;
    const h = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
  }

  const pause = (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (signal) signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
    });


  function clockTime(value) {
    const date = new Date(value);
    return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString(LANGUAGE, { hour: "numeric", minute: "2-digit" });
  }

  function announce(text) {
    $("#announce").textContent = text;
  }

  function remember() {
    const kept = { active };
    for (const name of CHANNELS) kept[name] = channels[name].snapshot();
    try {
      sessionStorage.setItem(STORE, JSON.stringify(kept));
    } catch (_) {
      /* storage is full or forbidden: the page works on without a history */
    }
  }

  function recall() {
    try {
      return JSON.parse(sessionStorage.getItem(STORE)) || {};
    } catch (_) {
      return {};
    }
  }

  /* What the page says when the server cannot be asked, or says no. */
  async function errorSentence(response) {
    try {
      const body = await response.json();
      if (body && typeof body.error === "string" && body.error) return body.error;
    } catch (_) {
      /* not JSON */
    }
    return say("The server said no ({status}).", { status: response.status });
  }

  function requestSignal(ms, outer) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), ms);
    const stop = () => controller.abort();
    if (outer) {
      if (outer.aborted) controller.abort();
      outer.addEventListener("abort", stop, { once: true });
    }
    return {
      signal: controller.signal,
      done() {
        clearTimeout(timer);
        if (outer) outer.removeEventListener("abort", stop);
      },
    };
  }

  async function postJson(url, body) {
    const request = requestSignal(POST_TIMEOUT_MS);
    try {
      return await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
        signal: request.signal,
      });
    } finally {
      request.done();
    }
  }

  // ---- counting a text message ----

  const GSM_BASIC = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
  );
  const GSM_EXTENSION = new Set("\f^{}\\[~]|€");

  /* {encoding, characters, segments}. GSM-7 counts septets (an extension
   * character is two); UCS-2 counts 16-bit units. A character that takes two
   * units is never split between two segments. */
  function countSms(text) {
    const whole = Array.from(text);
    const gsm = whole.every((c) => GSM_BASIC.has(c) || GSM_EXTENSION.has(c));
    const width = gsm ? (c) => (GSM_EXTENSION.has(c) ? 2 : 1) : (c) => c.length;
    const [single, part] = gsm ? [160, 153] : [70, 67];
    let characters = 0;
    for (const c of whole) characters += width(c);
    let segments = characters ? 1 : 0;
    if (characters > single) {
      let room = part;
      for (const c of whole) {
        if (width(c) > room) {
          segments += 1;
          room = part;
        }
        room -= width(c);
      }
    }
    return { encoding: gsm ? "GSM-7" : "UCS-2", characters, segments };
  }

  const caption = (c) => [
    c.segments === 1 ? say("1 segment") : say("{n} segments", { n: c.segments }),
    c.characters === 1 ? say("1 character") : say("{n} characters", { n: c.characters }),
    c.encoding,
  ].join(" - ");

  // ---- links ----

  const LINK = new RegExp(
    [
      "https?://[^\\s<>\"]+",
      "\\btel:\\+?[0-9][0-9().\\-]*",
      "(?<![\\w+.\\-])(?:\\+?1[ .\\-]?)?(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[ .\\-])[2-9]\\d{2}[ .\\-]\\d{4}(?![\\w\\-])",
      "(?<![\\w+])\\+1[2-9]\\d{9}(?!\\w)",
      "(?<=\\b(?:call|text|dial|or) )(?:988|911)(?![\\w\\-])",
    ].join("|"),
    "gi"
  );

  /* A closing mark belongs to the sentence, not to the address. */
  function trimAddress(found) {
    let text = found;
    for (;;) {
      const last = text.slice(-1);
      if (/[.,;:!?'"*\]}]/.test(last)) text = text.slice(0, -1);
      else if (last === ")" && text.split(")").length > text.split("(").length) text = text.slice(0, -1);
      else return text;
    }
  }

  function appendLinked(parent, text) {
    let at = 0;
    for (const match of text.matchAll(LINK)) {
      const web = /^https?:/i.test(match[0]);
      const shown = trimAddress(match[0]);
      let href = null;
      if (web) {
        try {
          const url = new URL(shown);
          if (url.protocol === "http:" || url.protocol === "https:") href = url.href;
        } catch (_) {
          href = null;
        }
      } else {
        const digits = shown.replace(/^tel:/i, "").replace(/[^0-9+]/g, "");
        if (digits.length >= 3) href = "tel:" + digits;
      }
      if (!href) continue;
      if (match.index > at) parent.append(document.createTextNode(text.slice(at, match.index)));
      const link = make("a", web ? "" : "tel", shown);
      link.href = href;
      link.rel = "noopener noreferrer";
      if (web) link.target = "_blank";
      parent.append(link);
      at = match.index + shown.length;
    }
    if (at < text.length) parent.append(document.createTextNode(text.slice(at)));
  }

  // ---- one conversation ----

  class Channel {
    constructor(name, kept) {
      this.name = name;
      this.panel = $("#panel-" + name);
      this.tab = $("#tab-" + name);
      this.scroll = $(".scroll", this.panel);
      this.log = $(".log", this.panel);
      this.empty = $(".empty", this.panel);
      this.waitingLine = $(".waiting", this.panel);
      this.connection = $(".connection", this.panel);
      this.form = $("form.compose", this.panel);
      this.box = $("textarea", this.form);
      this.count = $(".count", this.form);
      this.keyboard = $(".keyboard", this.panel);
      this.nodes = new Map();
      this.queue = Promise.resolve();
      this.unread = 0;
      this.lastTime = 0;
      this.restore(kept || {});
      this.listen();
    }

    restore(kept) {
      this.session = typeof kept.session === "string" && kept.session ? kept.session : uuid();
      this.after = Number.isInteger(kept.after) ? kept.after : 0;
      this.entries = Array.isArray(kept.entries) ? kept.entries : [];
      this.started = Boolean(kept.started);
      this.askLocation = Boolean(kept.askLocation);
      this.waiting = kept.waiting || null;
      this.box.value = typeof kept.draft === "string" ? kept.draft : "";
      for (const entry of this.entries) {
        if (entry.kind === "out" && entry.state === "sending") {
          entry.state = "failed";
          entry.error = say("The page was left before this was sent.");
          if (this.waiting && this.waiting.clientId === entry.clientId) this.waiting = null;
        }
      }
      this.log.setAttribute("aria-busy", "true");
      for (const entry of this.entries) this.show(entry);
      this.log.removeAttribute("aria-busy");
      this.empty.hidden = this.entries.length > 0;
      this.showKeyboard();
      this.showWaiting();
    }

    snapshot() {
      return {
        session: this.session,
        after: this.after,
        entries: this.entries.slice(-KEPT_ENTRIES),
        started: this.started,
        askLocation: this.askLocation,
        waiting: this.waiting,
        draft: this.box.value,
      };
    }

    listen() {
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.sendTyped();
      });
      this.box.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
          event.preventDefault();
          this.sendTyped();
        }
      });
      this.box.addEventListener("input", () => {
        this.typed();
        remember();
      });
      $(".photo", this.form).addEventListener("click", () => this.send({ media: "photo" }, say("Pretend photo")));
      const start = $("[data-start]", this.panel);
      if (start) {
        start.addEventListener("click", () => {
          this.send({ text: "/start" }, "/start");
          this.box.focus();
        });
      }
      if (this.name === "telegram") {
        this.listenCommands();
        this.listenLocation();
      }
    }

    // -- typing --

    typed() {
      this.box.style.height = "auto";
      const edge = this.box.offsetHeight - this.box.clientHeight;
      if (this.box.scrollHeight) this.box.style.height = this.box.scrollHeight + edge + "px";
      const text = this.box.value;
      const limit = limits[this.name];
      let said = "";
      let over = false;
      if (text) {
        if (this.name === "sms") {
          const counted = countSms(text);
          over = text.length > limit;
          said = caption(counted);
        } else if (text.length > limit * 0.9) {
          over = text.length > limit;
          said = say("{n} of {limit} characters", { n: text.length, limit });
        }
        if (over) said += ` ${say("(more than {limit})", { limit })}`;
      }
      this.count.textContent = said;
      this.count.classList.toggle("over", over);
    }

    sendTyped() {
      const text = this.box.value.trim();
      if (!text) return;
      this.box.value = "";
      this.typed();
      this.send({ text }, text);
    }

    // -- sending --

    send(body, label) {
      const entry = { kind: "out", clientId: uuid(), body, label, state: "sending", at: new Date().toISOString() };
      this.add(entry, true);
      this.askLocation = false;
      this.showKeyboard();
      this.post(entry);
    }

    /* One at a time, so that the server takes them in the order they were said. */
    post(entry) {
      const session = this.session;
      this.queue = this.queue.then(() => this.postNow(entry, session)).catch(() => {});
      remember();
    }

    async postNow(entry, session) {
      if (session !== this.session) return;
      this.waiting = { clientId: entry.clientId, since: Date.now() };
      this.showWaiting();
      let error = null;
      try {
        const response = await postJson("/phone/messages", {
          channel: this.name,
          session,
          client_id: entry.clientId,
          ...entry.body,
        });
        if (!response.ok) error = await errorSentence(response);
      } catch (_) {
        error = say("This did not reach the server.");
      }
      if (session !== this.session) return;
      entry.state = error ? "failed" : "sent";
      entry.error = error;
      if (error) {
        if (this.waiting && this.waiting.clientId === entry.clientId) this.waiting = null;
      } else {
        this.started = true;
        this.poll();
      }
      this.refresh(entry);
      this.showWaiting();
      remember();
    }

    /* The same client_id, so a message that did arrive is not taken twice. It
     * moves to the end: that is where the conversation now hears it. */
    tryAgain(entry) {
      if (entry.state !== "failed") return;
      entry.state = "sending";
      entry.error = null;
      const at = this.entries.indexOf(entry);
      if (at >= 0 && at < this.entries.length - 1) {
        this.entries.splice(at, 1);
        this.entries.push(entry);
        this.log.append(this.nodes.get(entry));
      }
      this.refresh(entry);
      this.toEnd();
      this.box.focus();
      this.post(entry);
    }

    // -- hearing --

    poll() {
      if (this.polling) return;
      const controller = new AbortController();
      this.polling = controller;
      this.pollLoop(controller.signal).finally(() => {
        if (this.polling === controller) this.polling = null;
      });
    }

    async pollLoop(stop) {
      let failures = 0;
      while (!stop.aborted) {
        const began = Date.now();
        let problem = null;
        const request = requestSignal(POLL_TIMEOUT_MS, stop);
        // A long poll that is held open is a connection: do not wait 20 s to say so.
        const held = setTimeout(() => { this.connection.textContent = ""; }, HELD_OPEN_MS);
        try {
          const query = new URLSearchParams({ channel: this.name, session: this.session, after: String(this.after) });
          const response = await fetch("/phone/replies?" + query, {
            headers: { Accept: "application/json" },
            cache: "no-store",
            signal: request.signal,
          });
          if (response.ok) {
            const body = await response.json();
            if (stop.aborted) return;
            failures = 0;
            this.connection.textContent = "";
            const replies = Array.isArray(body.replies) ? body.replies : [];
            for (const reply of replies) this.hear(reply);
            if (!replies.length && Date.now() - began < 1000) await pause(1000, stop); // the server did not wait: do not hammer it
          } else {
            problem = await errorSentence(response);
          }
        } catch (_) {
          problem = "";
        } finally {
          request.done();
          clearTimeout(held);
        }
        if (stop.aborted) return;
        if (problem !== null) {
          failures += 1;
          this.connection.textContent = [problem, say("Reconnecting...")].filter(Boolean).join(" ");
          const wait = Math.min(10000, 500 * 2 ** Math.min(failures, 5)) * (0.8 + Math.random() * 0.4);
          const early = new AbortController();
          const wake = () => early.abort();
          stop.addEventListener("abort", wake, { once: true });
          window.addEventListener("online", wake, { once: true });
          await pause(wait, early.signal);
          window.removeEventListener("online", wake);
          stop.removeEventListener("abort", wake);
        }
      }
    }

    hear(reply) {
      if (!reply || !Number.isInteger(reply.id) || reply.id <= this.after) return;
      this.after = reply.id;
      this.add({
        kind: "in",
        id: reply.id,
        text: String(reply.text === undefined || reply.text === null ? "" : reply.text),
        segments: reply.segments,
        characters: reply.characters,
        encoding: reply.encoding,
        language: reply.language,
        buttons: Array.isArray(reply.buttons) ? reply.buttons : [],
        at: reply.at || new Date().toISOString(),
      });
      this.waiting = null;
      this.showWaiting();
      if (reply.request_location) {
        this.askLocation = true;
        this.showKeyboard();
      }
      if (active !== this.name) {
        this.unread += 1;
        this.showUnread();
      }
      remember();
    }

    // -- showing --

    add(entry, own) {
      const nearEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 90;
      this.entries.push(entry);
      this.empty.hidden = true;
      const node = this.show(entry);
      node.classList.add("fresh");
      if (own || nearEnd) this.toEnd();
    }

    toEnd() {
      this.scroll.scrollTop = this.scroll.scrollHeight;
    }

    show(entry) {
      const at = Date.parse(entry.at);
      if (Number.isFinite(at)) {
        if (Math.abs(at - this.lastTime) > 15 * 60000) {
          const day = new Date(at).toLocaleDateString(LANGUAGE, { weekday: "short", month: "short", day: "numeric" });
          this.log.append(make("p", "day", `${day}, ${clockTime(at)}`));
        }
        this.lastTime = at;
      }
      const node = make("div");
      this.nodes.set(entry, node);
      this.log.append(node);
      this.refresh(entry);
      return node;
    }

    refresh(entry) {
      const node = this.nodes.get(entry);
      if (!node) return;
      if (entry.kind === "in") this.fillReply(node, entry);
      else this.fillOwn(node, entry);
    }

    fillReply(node, entry) {
      node.className = "msg in";
      const bubble = make("div", "bubble");
      bubble.append(make("span", "vh", "Porchlight: "));
      const words = make("span");
      if (entry.language) words.lang = entry.language;
      appendLinked(words, entry.text);
      bubble.append(words);
      if (this.name === "telegram") bubble.append(make("span", "stamp", clockTime(entry.at)));
      node.replaceChildren(bubble);
      if (this.name === "sms") {
        const counted = Number.isInteger(entry.segments) ? entry : countSms(entry.text);
        node.append(make("p", "caption", caption(counted)));
      } else if (entry.buttons.length) {
        const keys = make("div", "inline-keys");
        if (entry.language) keys.lang = entry.language;
        for (const choice of entry.buttons) {
          const key = make("button", "", String(choice.title));
          key.type = "button";
          key.addEventListener("click", () => this.send({ choice: choice.token }, String(choice.title)));
          keys.append(key);
        }
        node.append(keys);
      }
    }

    fillOwn(node, entry) {
      const tap = "choice" in entry.body;
      if (!node.firstChild) {
        const bubble = make("div", "bubble");
        bubble.append(make("span", "vh", say("You: ")));
        if (entry.body.media) {
          const picture = make("span", "picture");
          picture.append(icon("photo"), make("span", "", say("Pretend photo")));
          bubble.append(picture);
        } else if (entry.body.location) {
          const pin = make("span", "pin");
          pin.append(icon("pin"), make("span", "", entry.label));
          bubble.append(pin);
        } else if (tap) {
          bubble.append(document.createTextNode(say('tapped "{choice}"', { choice: entry.label })));
        } else {
          appendLinked(bubble, entry.label);
        }
        if (this.name === "telegram" && !tap) bubble.append(make("span", "stamp"));
        node.append(bubble);
      }
      const fresh = node.classList.contains("fresh") ? " fresh" : "";
      node.className = `msg out ${entry.state}${tap ? " tap" : ""}${fresh}`;
      const stamp = $(".stamp", node);
      if (stamp) stamp.textContent = clockTime(entry.at) + (entry.state === "sent" ? " \u2713" : "");
      const old = $(".problem, .caption", node);
      if (old) old.remove();
      if (entry.state === "failed") {
        const problem = make("div", "problem");
        const again = make("button", "again", say("Try again"));
        again.type = "button";
        again.addEventListener("click", () => this.tryAgain(entry));
        problem.append(make("span", "", entry.error || say("This was not sent.")), again);
        node.append(problem);
        this.toEndIfLast(entry);
      } else if (entry.state === "sending") {
        node.append(make("p", "caption", say("Sending...")));
      }
    }

    toEndIfLast(entry) {
      if (this.entries[this.entries.length - 1] === entry) this.toEnd();
    }

    showWaiting() {
      clearTimeout(this.waitTimer);
      if (!this.waiting) {
        this.waitingLine.replaceChildren();
        return;
      }
      const left = this.waiting.since + ANSWER_WITHIN_MS - Date.now();
      const nearEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 90;
      if (left > 0) {
        if (!$(".dots", this.waitingLine)) {
          const dots = make("span", "dots");
          dots.append(make("span", "vh", say("Porchlight is writing")), make("i"), make("i"), make("i"));
          this.waitingLine.replaceChildren(dots);
        }
        this.waitTimer = setTimeout(() => this.showWaiting(), left + 20);
      } else if (!$(".late", this.waitingLine)) {
        const late = make("p", "late", say("No answer yet: is the worker running? See "));
        const link = make("a", "", "/readyz");
        link.href = "/readyz";
        late.append(link);
        this.waitingLine.replaceChildren(late);
      }
      if (nearEnd) this.toEnd();
    }

    showUnread() {
      const badge = $(".unread", this.tab);
      badge.hidden = this.unread === 0;
      badge.textContent = String(this.unread);
      badge.append(make("span", "vh", ` ${say("unread")}`));
    }

    shown() {
      this.unread = 0;
      this.showUnread();
      this.typed();
      this.toEnd();
    }

    // -- a new conversation --

    async renew() {
      const old = this.session;
      this.session = uuid();
      this.after = 0;
      this.entries = [];
      this.nodes.clear();
      this.queue = Promise.resolve();
      this.started = false;
      this.askLocation = false;
      this.waiting = null;
      this.lastTime = 0;
      if (this.polling) this.polling.abort();
      this.polling = null;
      this.log.replaceChildren();
      this.connection.textContent = "";
      this.box.value = "";
      this.empty.hidden = false;
      this.typed();
      this.showKeyboard();
      this.showWaiting();
      remember();
      announce(say("New {channel} conversation.", { channel: NAMES[this.name] }));
      try {
        const response = await postJson("/phone/new", { channel: this.name, session: old });
        if (!response.ok) throw new Error(await errorSentence(response));
      } catch (_) {
        /* the new session string alone already makes a new conversation */
      }
    }

    // -- Telegram: commands --

    listenCommands() {
      this.slash = $(".slash", this.form);
      this.menu = $(".commands", this.form);
      for (const [command, meaning] of COMMANDS) {
        const item = make("button");
        item.type = "button";
        item.tabIndex = -1;
        item.setAttribute("role", "menuitem");
        item.append(make("b", "", command), make("span", "", meaning));
        item.addEventListener("click", () => {
          this.openCommands(false);
          this.box.focus();
          this.send({ text: command }, command);
        });
        this.menu.append(item);
      }
      this.slash.addEventListener("click", () => this.openCommands(this.menu.hidden));
      this.menu.addEventListener("keydown", (event) => {
        const items = Array.from(this.menu.children);
        const at = items.indexOf(document.activeElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
        if (to !== undefined) {
          event.preventDefault();
          items[(to + items.length) % items.length].focus();
        } else if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          this.openCommands(false);
          this.slash.focus();
        } else if (event.key === "Tab") {
          this.openCommands(false);
          this.slash.focus();
        }
      });
      document.addEventListener("pointerdown", (event) => {
        if (!this.menu.hidden && !this.menu.contains(event.target) && !this.slash.contains(event.target)) this.openCommands(false);
      });
    }

    openCommands(open) {
      this.menu.hidden = !open;
      this.slash.setAttribute("aria-expanded", String(open));
      if (open) this.menu.firstElementChild.focus();
    }

    // -- Telegram: location --

    listenLocation() {
      this.share = $(".share", this.keyboard);
      this.typedKey = $(".typed", this.keyboard);
      this.place = $(".place", this.keyboard);
      this.placeInput = $("input", this.place);
      this.placeNote = $(".place-note", this.keyboard);
      this.share.addEventListener("click", () => this.askBrowser());
      this.typedKey.addEventListener("click", () => this.openPlace(this.place.hidden, ""));
      this.placeInput.addEventListener("input", () => {
        this.placeInput.removeAttribute("aria-invalid");
        this.placeNote.textContent = "";
      });
      this.place.addEventListener("submit", (event) => {
        event.preventDefault();
        this.sendPlace(this.placeInput.value.trim());
      });
    }

    showKeyboard() {
      if (!this.keyboard) return;
      const nearEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 90;
      this.keyboard.hidden = !this.askLocation;
      if (this.place) {
        this.placeInput.value = "";
        this.openPlace(false, "");
      }
      if (nearEnd) this.toEnd();
    }

    openPlace(open, note) {
      this.place.hidden = !open;
      this.typedKey.setAttribute("aria-expanded", String(open));
      this.placeInput.removeAttribute("aria-invalid");
      this.placeNote.textContent = note;
      if (open) {
        this.toEnd();
        this.placeInput.focus();
      }
    }

    askBrowser() {
      if (!navigator.geolocation) {
        this.openPlace(true, say("This browser cannot tell where it is. Type coordinates or a ZIP."));
        return;
      }
      const session = this.session;
      this.share.disabled = true;
      this.placeNote.textContent = say("Asking the browser, which may ask its maker's location service...");
      const still = () => {
        this.share.disabled = false;
        return session === this.session && this.askLocation;
      };
      navigator.geolocation.getCurrentPosition(
        (position) => {
          if (!still()) return;
          this.sendLocation(position.coords.latitude, position.coords.longitude);
          this.box.focus();
        },
        () => {
          if (still()) this.openPlace(true, say("The browser did not share a location. Type coordinates or a ZIP."));
        },
        { timeout: 10000, maximumAge: 60000 }
      );
    }

    sendPlace(text) {
      const pair = /^(-?\d{1,3}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text);
      if (pair && Math.abs(Number(pair[1])) <= 90 && Math.abs(Number(pair[2])) <= 180) {
        this.sendLocation(Number(pair[1]), Number(pair[2]));
      } else if (/^\d{5}(-\d{4})?$/.test(text)) {
        this.send({ text }, text);
      } else {
        this.placeInput.setAttribute("aria-invalid", "true");
        this.placeNote.textContent = say("Two numbers such as 42.3656, -71.1040, or a five-digit ZIP.");
        this.placeInput.focus();
        return;
      }
      this.box.focus();
    }

    sendLocation(latitude, longitude) {
      this.send({ location: { latitude, longitude } }, `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
    }
  }

  // ---- tabs ----

  function select(name, focus) {
    active = name;
    for (const each of CHANNELS) {
      const on = each === name;
      channels[each].panel.hidden = !on;
      channels[each].tab.setAttribute("aria-selected", String(on));
      channels[each].tab.tabIndex = on ? 0 : -1;
    }
    $(".screen").classList.toggle("on-telegram", name === "telegram");
    channels[name].shown();
    if (focus) channels[name].tab.focus();
    remember();
  }

  function listenTabs() {
    for (const name of CHANNELS) {
      channels[name].tab.addEventListener("click", () => select(name));
      channels[name].tab.addEventListener("keydown", (event) => {
        const at = CHANNELS.indexOf(name);
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: CHANNELS.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        select(CHANNELS[(to + CHANNELS.length) % CHANNELS.length], true);
      });
    }
  }

  // ---- the side panel (a sheet on a narrow screen) ----

  const wide = window.matchMedia("(min-width: 48rem)");

  function openSide(open, giveFocusBack) {
    const side = $("#side");
    side.classList.toggle("open", open);
    $("#open-side").setAttribute("aria-expanded", String(open));
    $("#device").inert = open;
    if (open) $("#close-side").focus();
    else if (giveFocusBack) $("#open-side").focus();
  }

  const sheetIsOpen = () => $("#side").classList.contains("open");

  function listenSide() {
    $("#open-side").addEventListener("click", () => openSide(true));
    $("#close-side").addEventListener("click", () => openSide(false, true));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && sheetIsOpen()) openSide(false, true);
    });
    wide.addEventListener("change", () => openSide(false));

    const list = $("#examples");
    for (const text of EXAMPLES) {
      const item = make("li");
      const button = make("button", "", text);
      button.type = "button";
      button.addEventListener("click", () => {
        backToPhone();
        channels[active].send({ text }, text);
      });
      item.append(button);
      list.append(item);
    }
    $("#new").addEventListener("click", () => {
      backToPhone();
      channels[active].renew();
    });
  }

  function backToPhone() {
    if (!sheetIsOpen()) return;
    openSide(false);
    channels[active].scroll.focus();
  }

  // ---- what the server says of itself ----

  async function askCapabilities() {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      try {
        const response = await fetch("/phone/capabilities", { headers: { Accept: "application/json" }, cache: "no-store" });
        if (response.ok) {
          const said = await response.json();
          for (const name of CHANNELS) {
            const most = said[name] && said[name].max_characters;
            if (Number.isInteger(most) && most > 0) limits[name] = most;
          }
          const notice = $("#notice");
          notice.textContent = typeof said.notice === "string" ? said.notice : "";
          notice.hidden = !notice.textContent;
          channels[active].typed();
          channels[active].toEnd();
          return;
        }
      } catch (_) {
        /* try again */
      }
      await pause(1000 * 2 ** attempt);
    }
  }

  // ---- large text: for weak eyes, and kept for the next visit ----

  const LARGE = "porchlight.phone.large";

  function enlarge(large) {
    document.documentElement.classList.toggle("large", large);
    $("#large").setAttribute("aria-pressed", String(large));
    for (const name of CHANNELS) channels[name].typed();
    channels[active].toEnd();
  }

  function listenLarge() {
    let kept = null;
    try {
      kept = localStorage.getItem(LARGE);
    } catch (_) {
      /* storage is forbidden: the text is as large as it was */
    }
    enlarge(kept === "1");
    $("#large").addEventListener("click", () => {
      const large = !document.documentElement.classList.contains("large");
      enlarge(large);
      try {
        localStorage.setItem(LARGE, large ? "1" : "0");
      } catch (_) {
        /* storage is forbidden: it holds until the page is left */
      }
    });
  }

  function tickClock() {
    const now = new Date();
    $("#clock").textContent = clockTime(now).replace(/\s?[AP]M$/i, "");
    setTimeout(tickClock, 60000 - (now.getTime() % 60000) + 50);
  }

  // ---- begin ----

  const kept = recall();
  for (const name of CHANNELS) channels[name] = new Channel(name, kept[name]);
  listenTabs();
  listenSide();
  select(CHANNELS.includes(kept.active) ? kept.active : "sms");
  listenLarge();
  for (const name of CHANNELS) if (channels[name].started) channels[name].poll();
  askCapabilities();
  tickClock();

  /* A number here would be called for real. */
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.tel") : null;
    if (link && !window.confirm(say("This is a real telephone number ({number}). Open it in this machine's phone app?", { number: link.textContent }))) {
      event.preventDefault();
    }
  });
  window.addEventListener("resize", () => channels[active].typed());
})();
