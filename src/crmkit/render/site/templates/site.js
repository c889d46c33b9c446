/* crmkit: sorts, filters and finds the rows that stand in this page. It asks for nothing and keeps nothing. */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("rows").textContent);
  const { size, texts, names, views } = data;
  const part = (id) => document.getElementById(id);
  const table = part("table");
  const NONE = "none";
  const now = { view: views[0], column: 0, down: false, page: 0, chosen: new Map() };

  const made = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const count = (number) => grouped(String(number));

  /* --- cells: a row is [place of its name, cell, cell ...] --- */
  const cell = (row, at) => (at === 0 ? names[row[0]] : row[at]);
  const number = (value, { digits, suffix }) => {
    const text = String(Math.abs(value)).padStart(digits + 1, "0");
    const whole = grouped(text.slice(0, text.length - digits));
    return (value < 0 ? "-" : "") + whole + (digits ? "." + text.slice(-digits) : "") + suffix;
  };
  const shown = (column, value) => {
    if (value === null) return texts.nothing;
    if (column.sort === "code") return column.labels[value];
    if (column.sort === "set") return value.map((place) => column.labels[place]).join(texts.between);
    return column.sort === "number" ? number(value, column) : value;
  };

  /* --- which rows, in which order --- */
  const compared = (one, other) => {
    if (!Array.isArray(one)) return one < other ? -1 : one > other ? 1 : 0;
    for (let at = 0; at < Math.min(one.length, other.length); at++) {
      if (one[at] !== other[at]) return one[at] - other[at];
    }
    return one.length - other.length;
  };
  const ordered = (rows) => {
    const known = rows.filter((row) => cell(row, now.column) !== null);
    const unknown = rows.filter((row) => cell(row, now.column) === null);
    const sign = now.down ? -1 : 1;
    known.sort((one, other) => sign * compared(cell(one, now.column), cell(other, now.column)));
    return [...known, ...unknown];
  };
  /* A whole name finds those who are called so when their names are masked as crmkit masks them. */
  const masked = (text) => {
    const seen = [...text];
    if (seen.length < 2 || text.includes("*")) return null;
    return seen.length === 2 ? "**" : `${seen[0]}***${seen[seen.length - 1]}`;
  };
  const fits = (value, wanted) => {
    if (wanted === NONE) return value === null;
    return Array.isArray(value) ? value.includes(Number(wanted)) : value === Number(wanted);
  };
  const chosen = () => {
    const text = part("text").value.trim().toLowerCase();
    const whole = data.masked ? masked(text) : null;
    const filters = [...now.chosen].filter(([at, value]) => value !== "" && at < now.view.columns.length);
    return now.view.rows.filter((row) => {
      if (!filters.every(([at, value]) => fits(row[at], value))) return false;
      if (!text) return true;
      const name = names[row[0]].toLowerCase();
      return name.includes(text) || name === whole;
    });
  };

  /* --- what is seen --- */
  const line = (row) => {
    const element = made("tr");
    now.view.columns.forEach((column, at) => {
      const text = shown(column, cell(row, at));
      const own = made(at ? "td" : "th", undefined, at && column.sort !== "number" ? "t" : "");
      if (column.sort === "set") own.classList.add("many");
      if (at === 0) {
        own.scope = "row";
        own.append(made("bdi", text));
      } else own.textContent = text;
      element.append(own);
    });
    return element;
  };
  const show = () => {
    const rows = ordered(chosen());
    const last = Math.max(Math.ceil(rows.length / size) - 1, 0);
    now.page = Math.min(now.page, last);
    const first = now.page * size;
    const some = rows.slice(first, first + size);
    table.tBodies[0].replaceChildren(...some.map(line));
    part("found").textContent = filled(texts.found, { shown: count(rows.length), total: count(now.view.rows.length) });
    part("place").textContent = filled(texts.rows, { first: count(first + 1), last: count(first + some.length) });
    part("turn").hidden = rows.length <= size;
    part("earlier").setAttribute("aria-disabled", String(now.page === 0));
    part("later").setAttribute("aria-disabled", String(now.page === last));
    part("clear").hidden = part("text").value === "" && [...now.chosen.values()].every((value) => value === "");
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      if (at === now.column) head.setAttribute("aria-sort", now.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
      head.querySelector("span").textContent = at === now.column ? (now.down ? " \u25bc" : " \u25b2") : "";
    });
  };
  const again = () => {
    now.page = 0;
    show();
  };
  const turn = (pages) => {
    const button = part(pages > 0 ? "later" : "earlier");
    if (button.getAttribute("aria-disabled") === "true") return;
    now.page += pages;
    show();
    part("region").scrollIntoView();
  };

  /* --- headings to sort by: numbers and days the most first, the rest from its beginning --- */
  const heading = (column, at) => {
    const head = made("th", undefined, column.sort === "number" ? "" : "t");
    const button = made("button", column.title);
    const arrow = made("span");
    arrow.setAttribute("aria-hidden", "true");
    head.scope = "col";
    button.type = "button";
    button.append(arrow);
    button.addEventListener("click", () => {
      now.down = at === now.column ? !now.down : ["number", "day"].includes(column.sort);
      now.column = at;
      again();
    });
    head.append(button);
    return head;
  };

  /* --- filters: a choice for every column of few values, with how many rows have each --- */
  const option = (value, text) => {
    const element = made("option", text);
    element.value = value;
    return element;
  };
  const filter = (id, title, options, changed) => {
    const own = made("p", undefined, "filter");
    const label = made("label", title);
    const select = made("select");
    select.id = id;
    label.htmlFor = id;
    select.append(...options);
    select.addEventListener("change", () => changed(select.value));
    own.append(label, select);
    return [own, select];
  };
  const columnFilter = (column, at, before) => {
    const rows = now.view.rows;
    const having = (value) => rows.filter((row) => fits(row[at], value)).length;
    const held = [...column.labels.map((label, place) => [String(place), label]), [NONE, texts.none]];
    const some = held.map(([value, label]) => [value, label, having(value)]).filter(([, , people]) => people > 0);
    const options = some.map(([value, label, people]) => option(value, `${label} (${count(people)})`));
    const [own, select] = filter(`by-${at}`, column.title, [option("", texts.any), ...options], (value) => {
      now.chosen.set(at, value);
      again();
    });
    const same = some.find(([, label]) => label === before);
    select.value = same ? same[0] : "";
    now.chosen.set(at, select.value);
    return own;
  };

  /* --- another day: filters stay where it has what they ask for --- */
  const enter = (view) => {
    const before = new Map();
    now.chosen.forEach((value, at) => {
      const { title, labels } = now.view.columns[at];
      before.set(title, value === NONE ? texts.none : labels[Number(value)]);
      if (value === "") before.delete(title);
    });
    now.view = view;
    now.chosen.clear();
    now.column = view.sorted;
    now.down = true;
    document.querySelectorAll(".filter.own").forEach((each) => each.remove());
    view.columns.forEach((column, at) => {
      if (!["code", "set"].includes(column.sort)) return;
      const own = columnFilter(column, at, before.get(column.title));
      own.classList.add("own");
      part("seek").append(own);
    });
    part("then").textContent = view.note;
    part("then").hidden = view.note === "";
    table.tHead.rows[0].replaceChildren(...view.columns.map(heading));
    again();
  };

  if (views.length > 1) {
    const options = views.map(({ label }, at) => option(String(at), label));
    const [own] = filter("day", texts.day, options, (value) => enter(views[Number(value)]));
    part("seek").append(own);
  }
  part("text").addEventListener("input", again);
  part("clear").addEventListener("click", () => {
    part("text").value = "";
    document.querySelectorAll(".filter.own select").forEach((select) => (select.value = ""));
    now.chosen.forEach((_, at) => now.chosen.set(at, ""));
    again();
    part("text").focus();
  });
  part("earlier").addEventListener("click", () => turn(-1));
  part("later").addEventListener("click", () => turn(1));
  part("still").hidden = true;
  part("seek").hidden = false;
  if (part("hint")) part("hint").hidden = false;
  enter(views[0]);
})();
