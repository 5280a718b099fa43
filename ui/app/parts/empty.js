// Nothing to show: why that is, and what a person can do about it. Never only "no data".
import { roundDuration } from '../format.js';
import { serverNow } from '../api/client.js';
import { t } from '../i18n/index.js';
import { filterCount } from '../listing.js';
import { captureOf, settings, targets } from '../targets.js';
import { reachesNow } from '../time_range.js';
import { html } from '../view.js';
import { CopyButton } from './copy.js';
import { SqlBlock } from './sql.js';
import { wider } from './time_picker.js';

/** The account Auroscope needs, as a person can paste it; the password is to be replaced. */
export const GRANT_SQL = `CREATE USER 'auroscope'@'%' IDENTIFIED BY '…';
GRANT PROCESS ON *.* TO 'auroscope'@'%';
GRANT SELECT ON performance_schema.* TO 'auroscope'@'%';`;

/** @param {{title: string, name?: string, children?: any}} props */
export const Empty = ({ title, name, children }) =>
  html`<section class="empty" data-name=${name}><h2>${title}</h2>${children}</section>`;

/** No target yet: the account it needs and the way to add one. */
export const NoTargets = () => html`<${Empty} title=${t('empty.no_targets')} name="no-targets">
  <p>${t('empty.no_targets_detail')}</p>
  <${Grants} />
  <p><a class="button primary" href="/targets?add">${t('targets.add')}</a></p>
</${Empty}>`;

/** The SQL that makes the account, with its copy button. */
export const Grants = () => html`<div class="with-copy"><${SqlBlock} sql=${GRANT_SQL} /><${CopyButton} text=${GRANT_SQL} /></div>`;

/** Targets of which nothing can be seen now; their silence must not look like health. */
export const blindTargets = () => (targets.value ?? []).filter((target) => captureOf(target)?.phase !== 'running');

/**
 * @param {object} props
 * @param {import('../listing.js').Listing} props.listing
 * @param {(change: Partial<import('../listing.js').Listing>) => void} props.onChange
 */
export function NothingFound({ listing, onChange }) {
  if (targets.value?.length === 0) return html`<${NoTargets} />`;
  const longer = wider(listing.range);
  const now = reachesNow(listing.range, serverNow());
  // Who is not watched now says nothing about a range of the past.
  const blind = now ? blindTargets() : [];
  const days = settings.value?.retention_days ?? null;
  const tooOld = days !== null && listing.range.kind === 'absolute' && listing.range.to !== null &&
    new Date(listing.range.to).getTime() < serverNow().getTime() - days * 86_400_000;
  const threshold = settings.value ? roundDuration(settings.value.threshold_us) : null;
  const filtered = filterCount(listing) > 0;
  return html`<${Empty} title=${t(filtered ? 'empty.filtered' : 'empty.no_slow')} name="nothing-found">
    <p>${threshold ? t('empty.threshold', { threshold }) : ''} ${now && blind.length === 0 && targets.value ? t('empty.all_watched') : ''}</p>
    ${tooOld && html`<p class="warn">${t('empty.retention', { count: days, n: days })}</p>`}
    ${blind.length > 0 && html`<p class="warn">${t('empty.blind', { count: blind.length, n: blind.length, names: blind.slice(0, 5).map(({ id }) => id).join(', ') })}
      ${' '}<a href="/targets">${t('empty.blind_link')}</a></p>`}
    <p class="actions">
      ${longer && html`<button type="button" class="button" onClick=${() => onChange({ range: longer })}>${t('empty.widen')}</button>`}
      ${filtered && html`<button type="button" class="button" onClick=${() => onChange({
        targets: [], states: [], schema: null, user: null, minDurationUs: null, text: null, cursor: null })}>${t('filter.clear')}</button>`}
    </p>
  </${Empty}>`;
}
