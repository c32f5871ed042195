// Values read off a plot, by pointer or by the arrow keys.

const mostRows = 12; // of a readout; of more runs those nearest to the pointer

// The index of the point of `data`, ascending, that is nearest to `x`.
function nearestIndex(data, x) {
  let [low, high] = [0, data.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (data[middle].x < x) low = middle;
    else high = middle;
  }
  return high < 0 || Math.abs(data[low].x - x) <= Math.abs(data[high].x - x) ? low : high;
}

function itemsOf(chart, pointsOf) {
  return chart.getSortedVisibleDatasetMetas().flatMap((meta) => {
    const data = chart.data.datasets[meta.index];
    if (data.silent || data.data.length === 0) return [];
    return pointsOf(data.data).map((index) => ({ element: meta.data[index], datasetIndex: meta.index, index }));
  }).filter((item) => !item.element.skip);
}

Chart.Interaction.modes.eachRun = (chart, event) => {
  const x = chart.scales.x.getValueForPixel(event.x);
  const items = itemsOf(chart, (data) => [nearestIndex(data, x)]);
  const places = items.map(({ datasetIndex, index }) => chart.data.datasets[datasetIndex].data[index].x);
  chart.readAt = places.reduce((best, each) => (Math.abs(each - x) < Math.abs(best - x) ? each : best), Infinity);
  const distance = (item) => Math.abs(item.element.y - event.y);
  const nearest = items.sort((a, b) => distance(a) - distance(b)).slice(0, mostRows);
  return nearest.sort((a, b) => a.datasetIndex - b.datasetIndex);
};

Chart.Interaction.modes.nearestPoint = (chart, event) => {
  const items = itemsOf(chart, (data) => data.map((_, index) => index));
  const distance = ({ element }) => Math.hypot(element.x - event.x, element.y - event.y);
  return items.sort((a, b) => distance(a) - distance(b)).slice(0, 1);
};

function tooltip(spec) {
  const label = ({ chart, dataset: data, dataIndex, raw }) => {
    if (spec.eachRun) {
      const late = spec.text(raw.x) !== spec.text(chart.readAt);
      const mark = data.labels?.[dataIndex] ? `, ${data.labels[dataIndex]}` : "";
      return `${data.label}: ${numberText(raw.y)}${late ? ` at ${spec.text(raw.x)}` : ""}${mark}`;
    }
    const named = ({ names, title }, value) => names?.[Math.round(value)] ?? `${title ?? ""} ${numberText(value)}`;
    const mark = data.labels?.[dataIndex] ? ` (${data.labels[dataIndex]})` : "";
    const place = spec.y.names?.[Math.round(raw.y)];
    return (place === data.label ? "" : `${data.label}: `) + `${named(spec.y, raw.y)}, ${named(spec.x, raw.x)}${mark}`;
  };
  return {
    animation: false, backgroundColor: colour("surface"), borderColor: colour("axis"), borderWidth: 1,
    titleColor: colour("muted"), titleFont: { weight: "normal" }, bodyColor: colour("text"),
    footerColor: colour("muted"), footerFont: { weight: "normal" },
    caretSize: 0, caretPadding: 12, boxWidth: 14, boxHeight: 2, multiKeyBackground: "transparent",
    callbacks: {
      title: (items) => (spec.eachRun && items.length > 0 ? spec.text(items[0].chart.readAt) : ""),
      label,
      labelColor: ({ dataset: data }) => ({ borderColor: data.borderColor, backgroundColor: data.borderColor }),
      footer: (items) => {
        const all = spec.series.filter((each) => !styles[each.style].silent).length;
        return spec.eachRun && items.length === mostRows && all > mostRows ? `${all - mostRows} more` : "";
      },
    },
  };
}

// Reads the plot at `place` with the arrow keys; a screen reader says what the tooltip shows.
function attachKeys(place) {
  const status = place.nextElementSibling;
  const moves = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
  let at = null;
  const show = (chart, items) => {
    const middle = { x: items[0]?.element.x ?? 0, y: chart.chartArea.top };
    chart.setActiveElements(items);
    chart.tooltip.setActiveElements(items, middle);
    chart.render();
    const { title, body } = chart.tooltip;
    status.textContent = items.length > 0 ? [title, ...body.map((each) => each.lines)].flat().join("; ") : "";
  };
  place.addEventListener("blur", () => {
    at = null;
    if (charts.has(place)) show(charts.get(place), []);
  });
  place.addEventListener("keydown", (event) => {
    const chart = charts.get(place);
    if (event.key === "Escape") place.blur();
    if (!(event.key in moves) || !chart) return;
    event.preventDefault();
    const { min, max } = chart.scales.x;
    const read = chart.data.datasets.filter((each) => !each.silent).flatMap((each) => each.data.map(({ x }) => x));
    const all = [...new Set(read)].filter((x) => x >= min && x <= max).sort((a, b) => a - b);
    const places = all.map((x) => ({ x }));
    if (places.length === 0) return;
    const from = at === null ? (moves[event.key] < 0 ? places.length : -1) : nearestIndex(places, at);
    at = places[Math.min(places.length - 1, Math.max(0, from + moves[event.key]))].x;
    const pointer = { x: chart.scales.x.getPixelForValue(at), y: chart.chartArea.top };
    show(chart, Chart.Interaction.modes.eachRun(chart, pointer));
  });
}
