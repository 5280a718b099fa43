// Nothing to show: why that is, and what a person can do about it. Never only "no data".
import { roundDuration } from '../format.js';
import { serverNow } from '../api/client.js';
import { coverage } from '../coverage.js';
import { t } from '../i18n/index.js';
import { filterCount } from '../listing.js';
import { captureOf, settings, targets } from '../targets.js';
import { bounds, reachesNow } from '../time_range.js';
import { html } from '../view.js';
import { CopyButton } from './copy.js';
import { Moment, rough } from './figures.js';
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
  const asked = (targets.value ?? []).filter(({ id }) => listing.targets.length === 0 || listing.targets.includes(id));
  const watched = coverage(asked.map(captureOf), bounds(listing.range, serverNow()).from);
  const kept = settings.value?.retention_s ?? null;
  const tooOld = kept !== null && listing.range.kind === 'absolute' && listing.range.to !== null &&
    new Date(listing.range.to).getTime() < serverNow().getTime() - kept * 1_000;
  const threshold = settings.value ? roundDuration(settings.value.threshold_us) : null;
  const filtered = filterCount(listing) > 0;
  return html`<${Empty} title=${t(filtered ? 'empty.filtered' : 'empty.no_slow')} name="nothing-found">
    <p>${threshold ? t('empty.threshold', { threshold }) : ''} ${watched.whole && !filtered && !tooOld ? html`<span data-name="all-watched">${t('empty.all_watched')}</span>` : ''}</p>
    ${!watched.whole && watched.since && html`<p class="muted" data-name="watched-since">${t('empty.watched_since')} <${Moment} at=${watched.since} /></p>`}
    ${tooOld && html`<p class="warn">${t('empty.retention', { span: rough(kept * 1_000_000) })}</p>`}
    ${blind.length > 0 && html`<p class="warn">${t('empty.blind', { count: blind.length, n: blind.length, names: blind.slice(0, 5).map(({ id }) => id).join(', ') })}
      ${' '}<a href="/targets">${t('empty.blind_link')}</a></p>`}
    <p class="actions">
      ${longer && html`<button type="button" class="button" onClick=${() => onChange({ range: longer })}>${t('empty.widen')}</button>`}
      ${filtered && html`<button type="button" class="button" onClick=${() => onChange({
        targets: [], states: [], schema: null, user: null, minDurationUs: null, text: null, cursor: null })}>${t('filter.clear')}</button>`}
    </p>
  </${Empty}>`;
}
