// Tabs as screen readers and keyboards know them: one stop for Tab, the arrows walk, each tab names its panel.
import { html } from '../view.js';

/**
 * @template {string} Name
 * @param {object} props
 * @param {string} props.label what the tabs are of
 * @param {string} props.panel the id of the element that shows the chosen one, once on a page
 * @param {readonly {name: Name, label: string}[]} props.tabs
 * @param {Name | undefined} props.chosen
 * @param {(name: Name) => void} props.onChoose
 */
export const Tabs = ({ label, panel, tabs, chosen, onChoose }) => html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${walk}>${tabs.map(({ name, label }) =>
  html`<button key=${name} type="button" role="tab" id=${`${panel}-${name}`} data-tab=${name} aria-controls=${panel} aria-selected=${name === chosen}
    tabindex=${name === chosen ? 0 : -1} onClick=${() => onChoose(name)}>${label}</button>`)}</div>`;

/**
 * What the panel of the chosen tab needs.
 * @param {string} panel
 * @param {string | undefined} chosen
 */
export const panelOf = (panel, chosen) => ({ id: panel, role: 'tabpanel', 'aria-labelledby': `${panel}-${chosen}` });

/** @param {KeyboardEvent} event */
function walk(event) {
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('[role=tab]')]);
  const at = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
  if (at === -1 || to === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const tab = tabs[to % tabs.length];
  tab.focus();
  tab.click();
}
