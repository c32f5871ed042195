#pragma once

namespace evograd::test::page_checks {

// JavaScript expressions about an open page.

/// How many pixels the page is wider than the screen. Not innerWidth: a phone zooms out until all is in it.
inline constexpr const char* overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// Titles of the visible plots of which no pixel has a colour of the runs.
inline constexpr const char* empty_plots = R"js((() => {
  const style = getComputedStyle(document.documentElement);
  const colours = [0, 1, 2, 3, 4, 5, 6].map((i) => style.getPropertyValue(`--series-${i}`).trim().slice(1))
    .map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const drawn = (canvas) => {
    if (!canvas || canvas.width === 0 || canvas.height === 0) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 255) continue;
      if (colours.some((rgb) => rgb.every((value, k) => Math.abs(value - data[i + k]) < 4))) return true;
    }
    return false;
  };
  return [...document.querySelectorAll(".chart")]
    .filter((chart) => chart.checkVisibility() && !drawn(chart.querySelector("canvas")))
    .map((chart) => chart.getAttribute("aria-label"));
})())js";

/// Texts whose contrast with what is behind them is below 4.5, which WCAG asks for.
inline constexpr const char* low_contrasts = R"js((() => {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const behind = (node) => {
    for (let each = node; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const texts = [...node.childNodes].filter((child) => child.nodeType === 3);
    const text = texts.map((child) => child.data.trim()).join("");
    if (!text || !node.checkVisibility() || node.closest("script, noscript, option, title")) continue;
    const style = getComputedStyle(node);
    const colour = channels(node instanceof SVGElement ? style.fill : style.color);
    const [light, dark] = [luminance(colour), luminance(behind(node))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) low.push(`${text.slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return low;
})())js";

/// Buttons, boxes and choices that have no name for who cannot see them.
inline constexpr const char* nameless_controls = R"js(
  [...document.querySelectorAll("button, input, select, [tabindex]")]
    .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || node.closest("label")))
    .map((node) => node.outerHTML))js";

}  // namespace evograd::test::page_checks
