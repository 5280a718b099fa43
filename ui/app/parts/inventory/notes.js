// Short marks of what is worth knowing of a cluster or an instance at a glance.
import { t } from '../../i18n/index.js';
import { versionOf } from '../../inventory/texts.js';
import { html } from '../../view.js';
import { Unknown } from '../figures.js';

/** @typedef {import('../../api/inventory_model.js').CloudCluster} CloudCluster */
/** @typedef {import('../../api/inventory_model.js').CloudInstance} CloudInstance */
/** @typedef {{id: string, label: string, why?: string, tone?: 'warn' | ''}} Note */

const SLOW_LOG = 'slowquery';

/** @param {string[]} logs @returns {Note} */
const exportsNote = (logs) => (logs.includes(SLOW_LOG)
  ? { id: 'exports', label: t('inventory.note_exports', { names: logs.join(', ') }), why: t('inventory.note_exports_why') }
  : { id: 'no-slow-log', label: t('inventory.note_no_slow_log'), why: t('inventory.note_no_slow_log_why'), tone: 'warn' });

/** @param {boolean} isOn @returns {Note[]} */
const iamNote = (isOn) => (isOn ? [{ id: 'iam', label: t('inventory.note_iam'), why: t('inventory.note_iam_why') }] : []);

/** @param {CloudCluster} cluster @returns {Note[]} */
export const clusterNotes = (cluster) => [exportsNote(cluster.log_exports), ...iamNote(cluster.iam_authentication)];

/**
 * @param {CloudInstance} instance
 * @param {CloudCluster | null} cluster what its cluster says already is not said again
 * @returns {Note[]}
 */
export function instanceNotes(instance, cluster) {
  /** @type {Note[]} */
  const notes = [];
  const member = cluster && Object.hasOwn(cluster.members, instance.id) ? cluster.members[instance.id].parameter_group_status : null;
  const groups = Object.entries({ ...(member && cluster?.parameter_group ? { [cluster.parameter_group]: member } : {}), ...instance.parameter_groups })
    .filter(([, status]) => status !== 'in-sync');
  if (groups.length > 0) {
    const names = groups.map(([name, status]) => `${name}: ${status}`).join(', ');
    notes.push({ id: 'parameters', label: t('inventory.note_parameters', { status: groups[0][1] }), why: t('inventory.note_parameters_why', { names }), tone: 'warn' });
  }
  const waiting = instance.pending_maintenance ?? [];
  const maintenance = waiting.length;
  if (maintenance > 0) {
    const why = waiting.map(({ action, description }) => (description ? `${action}: ${description}` : action)).join('\n');
    notes.push({ id: 'maintenance', label: t('inventory.note_maintenance', { n: maintenance, count: maintenance }), why, tone: 'warn' });
  }
  const pending = Object.entries(instance.pending_changes);
  if (pending.length > 0) {
    const why = pending.map(([name, value]) => `${name} → ${value}`).join('\n');
    notes.push({ id: 'pending', label: t('inventory.note_pending', { n: pending.length, count: pending.length }), why, tone: 'warn' });
  }
  if (instance.is_public) notes.push({ id: 'public', label: t('inventory.note_public'), why: t('inventory.note_public_why'), tone: 'warn' });
  if (!instance.cluster) notes.push(exportsNote(instance.log_exports), ...iamNote(instance.iam_authentication));
  if (instance.multi_az) notes.push({ id: 'multi-az', label: t('inventory.note_multi_az'), why: t('inventory.note_multi_az_why') });
  return notes;
}

/** @param {{notes: Note[]}} props */
export const Notes = ({ notes }) => html`<span class="notes">${notes.map(({ id, label, why, tone }) =>
  html`<span key=${id} class=${`mark ${tone === 'warn' ? 'mark-warn' : ''}`} data-note=${id} title=${why}>${label}</span>`)}</span>`;

/** @param {{version: string, muted?: boolean}} props */
export function Version({ version, muted = false }) {
  const { name, mysql } = versionOf(version);
  if (!name) return html`<${Unknown} />`;
  return html`<span class=${`clip ${muted ? 'faint' : ''}`} title=${version}>${name}${mysql && !muted && html` <span class="faint small-text">${mysql}</span>`}</span>`;
}

/** States in which all is well, or will be without anybody. */
const WELL = new Set(['available', 'backing-up', 'modifying', 'configuring-log-exports', 'configuring-iam-database-auth']);

/** AWS's own word. @param {{item: import('../../api/inventory_model.js').CloudItem}} props */
export function Status({ item }) {
  if (item.gone_at) return html`<span class="mark mark-abandoned">${t('inventory.what_gone')}</span>`;
  return html`<span class=${`clip ${item.status === 'available' ? 'muted' : WELL.has(item.status) ? '' : 'warn'}`} title=${item.status}>${item.status || html`<${Unknown} />`}</span>`;
}

/** @param {{tags: Record<string, string>}} props */
export function TagLine({ tags }) {
  const text = Object.entries(tags).map(([tag, value]) => (value === '' ? tag : `${tag}=${value}`));
  return html`<span class="clip muted small-text" title=${text.join('\n')}>${text.join(' · ')}</span>`;
}

/** @param {{role: 'writer' | 'reader' | null}} props */
export const Role = ({ role }) => (role ? html`<span class=${`mark role-${role}`} data-role=${role}>${t(`inventory.role_${role}`)}</span>` : null);
