// Reads values off a line plot, by pointer or by the arrow keys.

// The index of the element of `ascending` that is nearest to `value`.
function nearestIndex(ascending, value) {
  let low = 0;
  let high = ascending.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle;
    else high = middle;
  }
  return Math.abs(ascending[low] - value) <= Math.abs(ascending[high] - value) ? low : high;
}

function readoutRow(line, index, atX, xText) {
  const value = make("span", { class: "readout-value" }, numberText(line.y[index]));
  const row = make("div", { class: "readout-row" }, swatch(line.run), make("span", {}, line.run.label), value);
  const text = xText(line.x[index]);
  if (text !== xText(atX)) row.append(make("span", { class: "small" }, ` at ${text}`));
  return row;
}

// `geometry()` is what drawLinePlot returned last.
function attachReadout(plot, geometry) {
  const cursor = makeSvg("g", { class: "cursor", "aria-hidden": "true" });
  const box = make("div", { class: "readout", role: "status" });
  let atX = null;

  function hide() {
    atX = null;
    cursor.remove();
    box.remove();
  }

  function show(x) {
    const now = geometry();
    if (!now) return;
    atX = x;
    const pixel = now.xScale(x);
    cursor.replaceChildren(makeSvg("line", { x1: pixel, x2: pixel, y1: now.box.top, y2: now.box.bottom }));
    const rows = now.lines.map((line) => {
      const index = nearestIndex(line.x, x);
      if (now.drawable(line.y[index])) {
        const place = { cx: now.xScale(line.x[index]), cy: now.yScale(line.y[index]) };
        cursor.append(makeSvg("circle", { class: line.run.mark, r: 4, ...place }));
      }
      return readoutRow(line, index, x, now.xText);
    });
    now.svg.append(cursor);
    box.replaceChildren(make("div", { class: "readout-head" }, now.xText(x)), ...rows);
    plot.append(box);
    const left = pixel < plot.clientWidth / 2 ? pixel + 12 : pixel - 12 - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(left, plot.clientWidth - box.offsetWidth))}px`;
  }

  // Where the points are: those of all lines, ascending.
  function allX() {
    const now = geometry();
    return now ? [...new Set(now.lines.flatMap((line) => line.x))].sort((a, b) => a - b) : [];
  }

  plot.addEventListener("pointermove", (event) => {
    const now = geometry();
    if (!now) return;
    const pixel = event.clientX - now.svg.getBoundingClientRect().left;
    const share = (pixel - now.box.left) / (now.box.right - now.box.left);
    const x = now.xScale.low + Math.min(1, Math.max(0, share)) * (now.xScale.high - now.xScale.low);
    const nearest = now.lines.map((line) => line.x[nearestIndex(line.x, x)]);
    show(nearest.reduce((best, each) => (Math.abs(each - x) < Math.abs(best - x) ? each : best)));
  });
  plot.addEventListener("pointerleave", hide);
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
    if (event.key === "Escape") hide();
    if (!(event.key in moves)) return;
    event.preventDefault();
    const places = allX();
    if (places.length === 0) return;
    const at = atX === null ? (moves[event.key] < 0 ? places.length : -1) : nearestIndex(places, atX);
    show(places[Math.min(places.length - 1, Math.max(0, at + moves[event.key]))]);
  });
  return hide;
}
