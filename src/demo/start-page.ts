import type { Express } from 'express';
import { demoUrl, type DemoConfig } from './demo-config.js';
import { letterGuardians, type LetterGuardian } from './demo-letter-guardians.js';
import { demoPassword, demoPeople, demoSchools, type DemoPerson } from './demo-people.js';
import { childrenOf, demoGuardians, type DemoGuardian } from './demo-guardians.js';
import { birthDateOf, birthdayChild, demoLetters, type DemoLetter } from './demo-letters.js';
import { mockPassword } from './franceconnect/mock-identities.js';
import { createDemoApp, renderView } from './demo-views.js';
import { notFoundPage } from './not-found-page.js';
import { atSchool, listInFrench, schoolName } from './school-words.js';

/** The page that says what to click, and with which identities. */
export function createStartPage(config: DemoConfig, today: Date): Express {
  const app = createDemoApp();
  const gateway = demoUrl(config, 'gateway');
  const page = renderView('start', {
    urls: {
      gateway,
      metadata: `${gateway}/idp/metadata`,
      signOut: `${gateway}/deconnexion`,
      ent: demoUrl(config, 'ent'),
      teleservice: demoUrl(config, 'teleservice'),
      inbox: demoUrl(config, 'inbox'),
      franceConnect: demoUrl(config, 'franceconnect'),
    },
    password: demoPassword,
    people: demoPeople.map(present),
    letters: demoLetters.map((letter) => presentLetter(letter, today)),
    letterGuardians: letterGuardians.map(presentLetterGuardian),
    guardians: demoGuardians.map((guardian) => presentGuardian(guardian, today)),
    mockPassword,
    ofAge: { ...birthdayChild, password: demoPassword },
  });
  app.get('/', (_request, response) => {
    response.send(page);
  });
  app.use(notFoundPage({ title: 'Passerelle', key: 'start', startUrl: '/' }));
  return app;
}

function present(person: DemoPerson): object {
  return {
    name: `${person.givenName} ${person.sn}`,
    profile: person.kind === 'pupil' ? 'Élève' : 'Responsable d’élève',
    identifier: person.identifier,
    where: whereabouts(person),
    shows: person.shows,
  };
}

function presentLetter(letter: DemoLetter, today: Date): object {
  const { givenName, sn, attends, identifier, provisional, shows } = letter;
  return {
    name: `${givenName} ${sn}`,
    where: `${attends.className}, ${schoolName(attends.uai, demoSchools)}`,
    birthDate: writtenDay(birthDateOf(letter, today)),
    ...{ identifier, provisional, shows },
  };
}

function presentLetterGuardian({
  givenName,
  sn,
  identifier,
  provisional,
  children,
  shows,
}: LetterGuardian): object {
  const names = demoPeople.filter((one) => children.includes(one.identifier));
  return {
    name: `${givenName} ${sn}`,
    where: `Responsable de ${listInFrench(names.map((child) => child.givenName))}`,
    ...{ identifier, provisional, shows },
  };
}

function presentGuardian(guardian: DemoGuardian, today: Date): object {
  const { givenName, sn, mobile, shows } = guardian;
  const children = childrenOf(guardian, today).map(
    (child) => `${child.givenName} (${writtenDay(child.birthDate)})`,
  );
  return {
    ...{ name: `${givenName} ${sn}`, givenName, sn, shows },
    mobile: `0${mobile.slice(3)}`.replace(/(..)(?=.)/g, '$1 '),
    children: listInFrench(children),
  };
}

/** `YYYY-MM-DD` as people write it. */
function writtenDay(date: string): string {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });
}

function whereabouts(person: DemoPerson): string {
  if (person.attends) return `En ${person.attends.className}, ${atSchool(person.attends.uai, demoSchools)}.`;
  const children = demoPeople.filter(({ identifier }) => person.children?.includes(identifier));
  return `Responsable de ${listInFrench(children.map(({ givenName }) => givenName))}.`;
}
