import type { FeedItem, Place } from '../feed/feed-item.js';
import { normaliseName } from '../feed/normalise-name.js';
import { nameFault, readDate, readMail, readMobiles, readTitle } from '../feed/read-values.js';
import { isIne } from '../ine.js';
import { readCsv, titlesOf } from '../intake/read-csv.js';
import {
  assembleSchool,
  checkSize,
  type LocalGuardian,
  type LocalPupil,
} from '../single-school/assemble-school.js';
import { OndeColumns } from './onde-columns.js';
import type { OndeFile, OndeOptions } from './onde-file.js';

/** Reads the two files of one school; all of it is held, and given at once. */
export class OndeReader {
  private readonly problems: FeedItem[] = [];
  private readonly pupils: LocalPupil[] = [];
  /** Pupils by names, with class and without. */
  private readonly byName = new Map<string, LocalPupil[]>();
  private readonly guardians: LocalGuardian[] = [];

  constructor(
    private readonly uai: string,
    private readonly options: OndeOptions,
  ) {}

  async read(files: readonly OndeFile[]): Promise<FeedItem[]> {
    const ordered = [...files].sort((one, other) => (one.type < other.type ? -1 : 1));
    for (const { source, head, type } of ordered) {
      const columns = new OndeColumns(titlesOf(head));
      for await (const { line, cells } of readCsv(source, head, this.options.onRead)) {
        if (line === 1) continue;
        const place = { file: source.name, line };
        if (type === 'eleves') this.takePupil(cells, columns, place);
        else this.takeGuardian(cells, columns, place);
        checkSize(source.name, this.pupils.length + this.guardians.length);
      }
    }
    const known = this.options.known.find((school) => school.uai === this.uai);
    const names = [...new Set(this.pupils.map(({ className }) => className))].filter(
      (name) => name !== undefined,
    );
    const classes = names.sort().map((name) => ({ name }));
    const school = { name: this.uai, degree: 1 as const, ...known, uai: this.uai, classes };
    const place = { file: ordered[0]?.source.name ?? '', line: 1 };
    return [...assembleSchool({ place, school }, this.pupils, this.guardians), ...this.problems];
  }

  private takePupil(cells: readonly string[], columns: OndeColumns, place: Place): void {
    const sn = columns.value(cells, 'nomdusageeleve', 'nomeleve') ?? '';
    const givenName = columns.value(cells, 'prenomeleve') ?? '';
    const fault = nameFault('Nom élève', sn) ?? nameFault('Prénom élève', givenName);
    if (fault !== undefined) {
      this.problems.push({ type: 'refused', kind: 'pupil', place, reason: fault, uai: this.uai });
      return;
    }
    const ine = columns.value(cells, 'ine')?.toUpperCase();
    if (ine !== undefined && !isIne(ine)) {
      this.problems.push({ type: 'remark', place, reason: { code: 'ine-form' } });
    }
    const birthDate = readDate(columns.value(cells, 'datenaissance', 'datedenaissance') ?? '');
    const className = columns.value(cells, 'libelleclasse');
    const title = { m: 'M.' as const, f: 'Mme' as const }[columns.value(cells, 'sexe')?.toLowerCase() ?? ''];
    const pupil: LocalPupil = {
      place,
      id: String(this.pupils.length),
      sn,
      givenName,
      ...(ine !== undefined && isIne(ine) ? { ine } : {}),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(className === undefined ? {} : { className }),
      ...(title === undefined ? {} : { title }),
    };
    this.pupils.push(pupil);
    const names = new Set([sn, columns.value(cells, 'nomeleve') ?? sn]);
    for (const name of names) this.index(nameKey(name, givenName), pupil);
  }

  private index(key: string, pupil: LocalPupil): void {
    this.byName.set(key, [...(this.byName.get(key) ?? []), pupil]);
  }

  /** ONDE has no legal flag: whoever is on the list of guardians is taken for one (domain 14.3). */
  private takeGuardian(cells: readonly string[], columns: OndeColumns, place: Place): void {
    const sn = columns.value(cells, 'nomusageresponsable', 'nomdusageresponsable', 'nomresponsable') ?? '';
    const givenName = columns.value(cells, 'prenomresponsable') ?? '';
    const fault = nameFault('Nom responsable', sn) ?? nameFault('Prénom responsable', givenName);
    if (fault !== undefined) {
      this.problems.push({ type: 'refused', kind: 'guardian', place, reason: fault, uai: this.uai });
      return;
    }
    const children = columns.children(cells).flatMap((child) => this.findChild(child, place));
    const title = readTitle(columns.value(cells, 'civiliteresponsable'));
    const mail = readMail(columns.value(cells, 'courriel'));
    const numbers = ['telephoneportable', 'telephonedomicile', 'telephonetravail'];
    this.guardians.push({
      place,
      sn,
      givenName,
      mobiles: readMobiles(numbers.map((name) => columns.value(cells, name))),
      children: [...new Set(children)],
      ...(title === undefined ? {} : { title }),
      ...(mail === undefined ? {} : { mail }),
    });
  }

  /** By name and class; on doubt nobody is linked, and staff is told. */
  private findChild(
    child: { sn: string; usage: string; givenName: string; classes: string },
    place: Place,
  ): string[] {
    const found = [child.usage, child.sn]
      .filter((name) => name !== '')
      .map((name) => this.byName.get(nameKey(name, child.givenName)) ?? [])
      .find((list) => list.length > 0);
    const inClass = found?.filter(
      ({ className }) => className !== undefined && classNames(child.classes).has(normaliseName(className)),
    );
    const sure = found?.length === 1 ? found : inClass;
    if (sure?.length === 1) return [sure[0]?.id ?? ''];
    const code = found === undefined ? 'onde-child-unknown' : 'onde-child-homonyms';
    this.problems.push({ type: 'refused', kind: 'link', place, reason: { code } });
    return [];
  }
}

function nameKey(sn: string, givenName: string): string {
  return `${normaliseName(sn)}|${normaliseName(givenName)}`;
}

function classNames(text: string): Set<string> {
  return new Set(text.split(/[,|/]/).map((name) => normaliseName(name)));
}
