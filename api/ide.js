// Starts the IDE with what the page says. It is a file because the page allows no script within itself.
const { options } = document.getElementById("start").dataset;
const { initialSettings, ...others } = JSON.parse(options);
globalThis.AltairGraphQL.init({
  ...others,
  endpointURL: location.origin + location.pathname,
  initialSettings: { ...initialSettings, language: navigator.language.startsWith("zh") ? "zh-CN" : "en-US" },
});
