// Clusters with their instances below them, and instances of no cluster, as one table each.
import { t } from '../../i18n/index.js';
import { acu } from '../../inventory/texts.js';
import { hrefOf, keyOf, roleOf } from '../../inventory/view.js';
import { isWatched, watching } from '../../inventory/watching.js';
import { targets } from '../../targets.js';
import { html } from '../../view.js';
import { opens } from '../slow_table.js';
import { clusterNotes, instanceNotes, Notes, Role, Status, TagLine, Version } from './notes.js';
import { WatchCell } from './watch.js';

/** @typedef {import('../../api/inventory_model.js').CloudCluster} CloudCluster */
/** @typedef {import('../../api/inventory_model.js').CloudInstance} CloudInstance */
/** @typedef {import('../../inventory/view.js').ClusterGroup} ClusterGroup */

/** @param {{name: string}} props */
const Head = ({ name }) => html`<thead><tr>
  <th class="c-name" scope="col">${name}</th>
  <th class="c-watch" scope="col">${t('inventory.column_watch')}</th>
  <th class="c-class" scope="col">${t('inventory.column_class')}</th>
  <th class="c-version" scope="col">${t('inventory.column_version')}</th>
  <th class="c-status" scope="col">${t('inventory.column_status')}</th>
  <th class="c-zone" scope="col">${t('inventory.column_zone')}</th>
  <th class="c-notes" scope="col">${t('inventory.column_notes')}</th>
  <th class="c-tags" scope="col">${t('inventory.column_tags')}</th>
</tr></thead>`;

/** @param {{groups: ClusterGroup[], selected: string | null}} props */
export const ClusterTable = ({ groups, selected }) => html`<table class="table cloud-table" data-name="clusters"><${Head} name=${t('inventory.column_name')} />
  ${groups.map((group) => html`<tbody key=${`${group.place.account} ${group.place.region} ${group.name}`} data-cluster=${group.name}>
    <${ClusterRow} group=${group} selected=${group.cluster !== null && keyOf(group.cluster) === selected} />
    ${group.instances.map((instance) => html`<${InstanceRow} key=${keyOf(instance)} instance=${instance} cluster=${group.cluster} inGroup selected=${keyOf(instance) === selected} />`)}
  </tbody>`)}
</table>`;

/** @param {{instances: CloudInstance[], cluster?: CloudCluster | null, selected: string | null, name?: string}} props */
export const InstanceTable = ({ instances, cluster = null, selected, name }) => html`<table class="table cloud-table" data-name=${name}><${Head} name=${t('inventory.kind_instance')} />
  <tbody>${instances.map((instance) => html`<${InstanceRow} key=${keyOf(instance)} instance=${instance} cluster=${cluster} selected=${keyOf(instance) === selected} />`)}</tbody>
</table>`;

/** @param {{place: import('../../api/inventory_model.js').CloudPlace}} props */
export const Place = ({ place }) => html`<span class="muted small-text place">${place.region} <span class="faint">${place.account}</span></span>`;

/** @param {{group: ClusterGroup, selected: boolean}} props */
function ClusterRow({ group, selected }) {
  const { cluster, name, place } = group;
  const there = group.instances.filter(({ gone_at }) => gone_at === null);
  const watched = there.filter((instance) => isWatched(watching(instance, targets.value)));
  if (!cluster) {
    return html`<tr class="cluster-row"><td class="c-name"><b class="clip">${name}</b><${Place} place=${place} /></td><td class="c-rest muted" colspan="7">${t('inventory.cluster_unknown')}</td></tr>`;
  }
  const href = hrefOf(cluster);
  return html`<tr class="cluster-row" data-resource=${keyOf(cluster)} data-gone=${cluster.gone_at !== null} aria-selected=${selected} onClick=${opens(href)}>
    <td class="c-name"><a href=${href}><b class="clip" title=${cluster.id}>${cluster.id}</b></a><${Place} place=${place} /></td>
    <td class="c-watch">${there.length > 0 ? html`<span class="muted small-text" data-name="of-watched">${t('inventory.of_watched', { yes: watched.length, all: there.length })}</span>`
      : html`<span class="faint small-text">${cluster.gone_at ? '' : t('inventory.no_instances')}</span>`}</td>
    <td class="c-class">${cluster.serverless && html`<span class="figure">${acu(cluster.serverless)}</span>`}</td>
    <td class="c-version"><${Version} version=${cluster.engine_version} /></td>
    <td class="c-status"><${Status} item=${cluster} /></td>
    <td class="c-zone"></td>
    <td class="c-notes"><${Notes} notes=${clusterNotes(cluster)} /></td>
    <td class="c-tags"><${TagLine} tags=${cluster.tags} /></td>
  </tr>`;
}

/** The region stands above already: of `ap-northeast-2a` it is `2a`. @param {CloudInstance} instance */
const shortZone = ({ availability_zone: zone, place }) => (zone?.startsWith(place.region) ? zone.slice(place.region.lastIndexOf('-') + 1) : zone);

/** @param {{instance: CloudInstance, cluster: CloudCluster | null, inGroup?: boolean, selected: boolean}} props */
function InstanceRow({ instance, cluster, inGroup = false, selected }) {
  const href = hrefOf(instance);
  // What is the cluster's as well is said once.
  const ownTags = cluster ? Object.fromEntries(Object.entries(instance.tags).filter(([tag, value]) => !Object.hasOwn(cluster.tags, tag) || cluster.tags[tag] !== value)) : instance.tags;
  return html`<tr class=${inGroup ? 'member-row' : ''} data-resource=${keyOf(instance)} data-instance=${instance.id} data-gone=${instance.gone_at !== null} aria-selected=${selected} onClick=${opens(href)}>
    <td class="c-name"><a href=${href}><span class="clip" title=${instance.id}>${instance.id}</span></a><${Role} role=${roleOf(instance, cluster)} />${!inGroup && !cluster && html`<${Place} place=${instance.place} />`}</td>
    <td class="c-watch"><${WatchCell} instance=${instance} /></td>
    <td class="c-class"><span class="clip mono" title=${instance.class}>${instance.class}</span></td>
    <td class="c-version"><${Version} version=${instance.engine_version} muted=${cluster?.engine_version === instance.engine_version} /></td>
    <td class="c-status"><${Status} item=${instance} /></td>
    <td class="c-zone"><span class="clip muted" title=${instance.availability_zone}>${shortZone(instance)}</span></td>
    <td class="c-notes"><${Notes} notes=${instanceNotes(instance, cluster)} /></td>
    <td class="c-tags"><${TagLine} tags=${ownTags} /></td>
  </tr>`;
}
