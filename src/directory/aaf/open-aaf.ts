import type { Feed, FeedItem, Place } from '../feed/feed-item.js';
import { FeedError } from '../feed/feed-error.js';
import type { Reason } from '../feed/reasons.js';
import { readXml } from '../intake/read-xml.js';
import type { OnRead } from '../intake/source-file.js';
import type { School } from '../ports.js';
import { categoryOf, degreeOfName, inReadingOrder, scopeOfName, type AafFile } from './aaf-file.js';
import { readAafGuardian, readAafGuardianChange } from './aaf-guardian.js';
import { readAafPupil, readAafPupilChange, type AafContext } from './aaf-pupil.js';
import { AafRequests, type AafRequest } from './aaf-requests.js';
import { changeAafSchool, readAafSchool } from './aaf-schools.js';

export interface AafOptions {
  /** Schools imported before: a delta names them by ENTStructureJointure alone. */
  known: readonly School[];
  /** Academy code, when the operator gives it. */
  academy?: string;
  today: string;
  onRead?: OnRead;
}

/** Code for who has no academy (domain 3: sans objet). */
const noAcademy = '99';

/**
 * Opens an AAF feed: the files of one archive, complete or delta.
 * @throws FeedError when files of both are mixed, or no file has pupils, guardians or schools.
 */
export function openAaf(files: readonly AafFile[], options: AafOptions): Feed {
  const wanted = inReadingOrder(files).filter(
    ({ type }) => type !== 'MatiereEducNat' && type !== 'PersEducNat',
  );
  if (wanted.length === 0) {
    throw new FeedError({ code: 'aaf-none' });
  }
  const scopes = new Set(wanted.map(({ source }) => scopeOfName(source.name)));
  if (scopes.has('complete') && scopes.has('delta')) {
    throw new FeedError({ code: 'aaf-scopes-mixed' });
  }
  const types = new Set(wanted.map(({ type }) => type));
  return {
    format: 'aaf',
    complete: scopes.has('complete') && types.has('Eleve'),
    hasGuardians: types.has('PersRelEleve'),
    items: () => new AafReader(wanted, options).items(),
  };
}

class AafReader {
  private readonly schools = new Map<string, School>();
  private readonly levels = new Map<string, string>();
  private academy: string;

  constructor(
    private readonly files: readonly AafFile[],
    private readonly options: AafOptions,
  ) {
    const academies = new Set(options.known.map(({ academy }) => academy).filter((one) => one !== undefined));
    this.academy = options.academy ?? (academies.size === 1 ? ([...academies][0] ?? noAcademy) : noAcademy);
    for (const school of options.known) {
      const ofOther = options.academy !== undefined && school.academy !== options.academy;
      if (school.structureId !== undefined && !ofOther) this.schools.set(school.structureId, school);
    }
  }

  async *items(): AsyncGenerator<FeedItem[]> {
    for (const { source, type } of this.files) {
      for await (const requests of readXml(source, new AafRequests(), this.options.onRead)) {
        const items = requests.flatMap((request) =>
          this.readRequest(
            request,
            { file: source.name, line: request.line },
            categoryOf(request.category) ?? type,
          ),
        );
        if (items.length > 0) yield items;
      }
    }
  }

  private readRequest(request: AafRequest, place: Place, type: string): FeedItem[] {
    switch (type) {
      case 'MefEducNat':
        this.keepLevel(request);
        return [];
      case 'EtabEducNat':
        return this.school(request, place);
      case 'Eleve':
        return this.pupil(request, place);
      case 'PersRelEleve':
        return this.guardian(request, place);
      default:
        return [];
    }
  }

  private keepLevel({ values, id }: AafRequest): void {
    const mef = values.get('ENTMefJointure')?.[0] ?? id;
    const level = values.get('ENTMEFSTAT11')?.[0]?.slice(0, 4);
    if (level !== undefined && /^\d{4}$/.test(level)) this.levels.set(mef, level);
  }

  private school(request: AafRequest, place: Place): FeedItem[] {
    if (request.action !== 'add') return this.schoolOfDelta(request, place);
    const { academy } = this.options;
    const read = readAafSchool(request, { degree: degreeOfName(place.file), academy, levels: this.levels });
    if ('code' in read) return [{ type: 'refused', kind: 'school', place, reason: read }];
    this.academy = read.school.academy ?? this.academy;
    const school = { ...read.school, academy: this.academy };
    this.schools.set(school.structureId ?? '', school);
    const items: FeedItem[] = [{ type: 'school', place, school }];
    return read.warning === undefined ? items : [...items, { type: 'remark', place, reason: read.warning }];
  }

  private schoolOfDelta(request: AafRequest, place: Place): FeedItem[] {
    const known = this.schools.get(request.values.get('ENTStructureJointure')?.[0] ?? request.id);
    const refuse = (reason: Reason): FeedItem[] => [{ type: 'refused', kind: 'school', place, reason }];
    if (known === undefined) return refuse({ code: 'aaf-school-unknown' });
    if (request.action === 'delete')
      return refuse({ code: 'aaf-school-stays', values: { uai: known.uai, name: known.name } });
    const school = changeAafSchool(known, request, this.levels);
    this.schools.set(school.structureId ?? '', school);
    return [{ type: 'school', place, school }];
  }

  private pupil(request: AafRequest, place: Place): FeedItem[] {
    const context = this.context();
    if (request.action === 'delete') return [this.gone(request, place, 'pupil')];
    if (request.action === 'modify') {
      const { change, remarks, reason } = readAafPupilChange(request, context);
      if (reason !== undefined) return [{ type: 'refused', kind: 'pupil', place, reason }];
      return [{ type: 'pupil-change', place, change }, ...asRemarks(remarks, place)];
    }
    const read = readAafPupil(request, context);
    if ('left' in read) return [this.gone(request, place, 'pupil')];
    if ('reason' in read) return [{ type: 'refused', kind: 'pupil', place, reason: read.reason }];
    return [{ type: 'pupil', place, pupil: read.pupil }, ...asRemarks(read.remarks, place)];
  }

  private guardian(request: AafRequest, place: Place): FeedItem[] {
    if (request.action === 'delete') return [this.gone(request, place, 'guardian')];
    if (request.action === 'modify') {
      const change = readAafGuardianChange(request, this.academy);
      if ('code' in change) return [{ type: 'refused', kind: 'guardian', place, reason: change }];
      return [{ type: 'guardian-change', place, change }];
    }
    const guardian = readAafGuardian(request, this.academy);
    if ('code' in guardian) return [{ type: 'refused', kind: 'guardian', place, reason: guardian }];
    return [{ type: 'guardian', place, guardian }];
  }

  private gone({ values, id }: AafRequest, place: Place, kind: 'pupil' | 'guardian'): FeedItem {
    return {
      type: 'gone',
      place,
      kind,
      ref: `${this.academy}:${values.get('ENTPersonJointure')?.[0] ?? id}`,
    };
  }

  private context(): AafContext {
    const { schools, levels, academy, options } = this;
    return { schools, levels, academy, today: options.today };
  }
}

function asRemarks(reasons: readonly Reason[], place: Place): FeedItem[] {
  return reasons.map((reason) => ({ type: 'remark', place, reason }));
}
