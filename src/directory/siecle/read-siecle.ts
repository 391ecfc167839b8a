import { levelOfMef } from '../aaf/aaf-schools.js';
import { FeedError } from '../feed/feed-error.js';
import type { FeedItem, Place } from '../feed/feed-item.js';
import type { Reason } from '../feed/reasons.js';
import { nameFault, readDate, readMail, readMobiles, readTitle } from '../feed/read-values.js';
import { isIne } from '../ine.js';
import { readXml } from '../intake/read-xml.js';
import type { SchoolClass } from '../ports.js';
import {
  assembleSchool,
  checkSize,
  type LocalGuardian,
  type LocalPupil,
} from '../single-school/assemble-school.js';
import type { SiecleFile, SiecleOptions } from './siecle-file.js';
import { SiecleRecords, type SiecleRecord } from './siecle-records.js';

const noId: Reason = { code: 'field-missing', values: { field: 'ELEVE_ID' } };
const pupilsFirst = ['nomenclature', 'structures', 'eleves', 'responsables'];

/** Reads the files of one school; all of it is held, and given at once. */
export class SiecleReader {
  private readonly problems: FeedItem[] = [];
  private readonly pupils = new Map<string, LocalPupil>();
  private readonly classes = new Map<string, SchoolClass>();
  private readonly levels = new Map<string, string>();
  private readonly persons = new Map<string, LocalGuardian>();
  private readonly children = new Map<string, string[]>();
  private readonly schools = new Map<string, { uai: string; year: string | undefined; place: Place }>();

  constructor(private readonly options: SiecleOptions) {}

  /** @throws FeedError when the files are of several schools or years. */
  async read(files: readonly SiecleFile[]): Promise<FeedItem[]> {
    const ordered = [...files].sort(
      (one, other) => pupilsFirst.indexOf(one.type) - pupilsFirst.indexOf(other.type),
    );
    for (const { source } of ordered) {
      for await (const records of readXml(source, new SiecleRecords(), this.options.onRead)) {
        for (const record of records) this.take(record, { file: source.name, line: record.line });
        checkSize(source.name, this.pupils.size + this.persons.size + this.children.size);
      }
      if (!this.schools.has(source.name))
        throw new FeedError({ code: 'siecle-uaj-missing', values: { file: source.name } });
    }
    return [...this.assemble(), ...this.problems];
  }

  private take(record: SiecleRecord, place: Place): void {
    switch (record.name) {
      case 'PARAMETRES':
        this.takeSchool(record, place);
        return;
      case 'MEF':
        this.takeLevel(record);
        return;
      case 'DIVISION':
        this.takeClass(record);
        return;
      case 'ELEVE':
        this.takePupil(record, place);
        return;
      case 'STRUCTURE':
        this.takeClassOf(record);
        return;
      case 'PERSONNE':
        this.takePerson(record, place);
        return;
      default:
        this.takeLink(record);
    }
  }

  private takeSchool({ fields }: SiecleRecord, place: Place): void {
    const { file, line } = place;
    const uai = fields.get('UAJ')?.toUpperCase() ?? '';
    if (!/^\d{7}[A-Z]$/.test(uai))
      throw new FeedError({ code: 'siecle-uaj-form', values: { file, line: String(line), uai } });
    const year = fields.get('ANNEE_SCOLAIRE');
    for (const other of this.schools.values()) {
      const files = { file: other.place.file, otherFile: file };
      if (other.uai !== uai) {
        const values = { ...files, uai: other.uai, otherUai: uai };
        throw new FeedError({ code: 'siecle-schools-several', values });
      }
      if (other.year !== undefined && year !== undefined && other.year !== year) {
        const values = { ...files, year: other.year, otherYear: year };
        throw new FeedError({ code: 'siecle-years-several', values });
      }
    }
    this.schools.set(place.file, { uai, year, place });
  }

  private takeLevel({ fields }: SiecleRecord): void {
    const level = fields.get('MEFSTAT4') ?? fields.get('MEFSTAT11')?.slice(0, 4);
    if (level !== undefined && /^\d{4}$/.test(level)) this.levels.set(fields.get('CODE_MEF') ?? '', level);
  }

  private levelOf(mef: string | undefined): string | undefined {
    return mef === undefined ? undefined : (this.levels.get(mef) ?? levelOfMef(mef));
  }

  private takeClass({ fields }: SiecleRecord): void {
    const name = fields.get('CODE_STRUCTURE');
    if (name !== undefined) this.classes.set(name, { name });
  }

  private takePupil({ fields }: SiecleRecord, place: Place): void {
    const left = readDate(fields.get('DATE_SORTIE') ?? '');
    if (left !== undefined && left < this.options.today) return;
    const sn = fields.get('NOM_USAGE') ?? fields.get('NOM_DE_FAMILLE') ?? fields.get('NOM');
    const givenName = fields.get('PRENOM');
    const id = fields.get('ELEVE_ID');
    const fault = nameFault('NOM_DE_FAMILLE', sn) ?? nameFault('PRENOM', givenName);
    if (fault !== undefined || id === undefined || sn === undefined || givenName === undefined) {
      this.problems.push({ type: 'refused', kind: 'pupil', place, reason: fault ?? noId });
      return;
    }
    const ine = (fields.get('INE_RNIE') ?? fields.get('ID_NATIONAL') ?? fields.get('INE_BEA'))?.toUpperCase();
    if (ine !== undefined && !isIne(ine)) {
      this.problems.push({ type: 'remark', place, reason: { code: 'ine-form' } });
    }
    const title = { '1': 'M.' as const, '2': 'Mme' as const }[fields.get('CODE_SEXE') ?? ''];
    const birthDate = readDate(fields.get('DATE_NAISS') ?? '');
    const level = this.levelOf(fields.get('CODE_MEF'));
    const number = fields.get('ELENOET');
    this.pupils.set(id, {
      place,
      id,
      sn,
      givenName,
      ...(number === undefined ? {} : { number }),
      ...(ine !== undefined && isIne(ine) ? { ine } : {}),
      ...(title === undefined ? {} : { title }),
      ...(birthDate === undefined ? {} : { birthDate }),
      ...(level === undefined ? {} : { level }),
    });
  }

  /** D is a division, the class; G is a group. */
  private takeClassOf({ fields }: SiecleRecord): void {
    const pupil = this.pupils.get(fields.get('ELEVE_ID') ?? '');
    const className = fields.get('CODE_STRUCTURE');
    if (pupil === undefined || className === undefined || fields.get('TYPE_STRUCTURE') === 'G') return;
    pupil.className = className;
    const known = this.classes.get(className);
    if (known?.level === undefined) {
      this.classes.set(
        className,
        pupil.level === undefined ? { name: className } : { name: className, level: pupil.level },
      );
    }
  }

  private takePerson({ fields }: SiecleRecord, place: Place): void {
    const sn = fields.get('NOM_USAGE') ?? fields.get('NOM_DE_FAMILLE') ?? fields.get('NOM');
    const givenName = fields.get('PRENOM');
    const title = readTitle(fields.get('LC_CIVILITE'));
    const mail = readMail(fields.get('MEL'));
    const mobiles = readMobiles(
      ['TEL_PORTABLE', 'TEL_PERSONNEL', 'TEL_PROFESSIONNEL'].map((name) => fields.get(name)),
    );
    this.persons.set(fields.get('PERSONNE_ID') ?? '', {
      place,
      sn: sn ?? '',
      givenName: givenName ?? '',
      mobiles,
      children: [],
      ...(title === undefined ? {} : { title }),
      ...(mail === undefined ? {} : { mail }),
    });
  }

  /** RESP_LEGAL other than 0 is a legal guardian; many links are of pupils who left long ago (domain 14.2). */
  private takeLink({ fields }: SiecleRecord): void {
    const [pupil, person] = [fields.get('ELEVE_ID') ?? '', fields.get('PERSONNE_ID') ?? ''];
    if (!this.pupils.has(pupil) || (fields.get('RESP_LEGAL') ?? '0') === '0') return;
    this.children.set(person, [...(this.children.get(person) ?? []), pupil]);
  }

  private assemble(): FeedItem[] {
    const guardians: LocalGuardian[] = [];
    for (const [id, children] of this.children) {
      const person = this.persons.get(id);
      const place = person?.place ?? this.pupils.get(children[0] ?? '')?.place ?? { file: '', line: 0 };
      if (person === undefined) {
        const reason = { code: 'siecle-person-missing' as const, values: { person: id } };
        this.problems.push(
          ...children.map(() => ({ type: 'refused' as const, kind: 'link' as const, place, reason })),
        );
        continue;
      }
      const fault = nameFault('NOM_DE_FAMILLE', person.sn) ?? nameFault('PRENOM', person.givenName);
      if (fault === undefined) guardians.push({ ...person, children });
      else this.problems.push({ type: 'refused', kind: 'guardian', place, reason: fault });
    }
    const { uai, place } = [...this.schools.values()][0] ?? { uai: '', place: { file: '', line: 0 } };
    const known = this.options.known.find((school) => school.uai === uai);
    const classes = [...this.classes.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    const school = { name: uai, degree: 2 as const, ...known, uai, classes };
    return assembleSchool({ place, school }, [...this.pupils.values()], guardians);
  }
}
