// Documents for the bench definition, as many as wanted: invented from end to
// end, and the same at every run.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from './random.mjs';

const words = [
  'guichet', 'école', 'données', '« charte »', 'algorithme', 'cœur', 'agents, élus', "d'ici 2030", 'œuvre', '🤖', 'ÉTÉ',
  'à "titre expérimental"', '=somme', '- tiret', 'a;b', 'ligne\nsuivante', 'retour\r\nchariot', '\ttabulation',
];
const themes = ['services_publics', 'education', 'sante', 'mobilite', 'securite', 'environnement', 'emploi', 'culture', 'donnees', 'gouvernance', 'inclusion', 'urbanisme'];
const publics = ['citoyens_tires_au_sort', 'associations', 'enseignants', 'eleves', 'soignants', 'agents', 'elus'];

// writeDocuments writes documents into a folder.
export function writeDocuments(folder, count) {
  const random = generator(20251124);
  for (let number = 100; number < 100 + count; number++) {
    writeFileSync(join(folder, `${number}.json`), JSON.stringify(makeDocument(random, number)));
  }
}

function makeDocument(random, number) {
  return {
    version: '1.2',
    identifiant: `CTIA-2025-${String(number).padStart(6, '0')}`,
    depot: `2025-${two(1 + random.below(12))}-0${1 + random.below(9)}T0${random.below(10)}:30:00${random.pick(['Z', '.5Z', '.123456+02:00', '-11:30'])}`,
    collectivite: makeBody(random, number),
    concertation: makeConsultation(random, number),
    reunions: random.list(1 + random.below(12), (i) => makeMeeting(random, i + 1)),
    publics: random.list(1 + random.below(6), () => makePublic(random)),
    propositions: random.list(200 + random.below(400), (i) => makeProposition(random, i + 1)),
    apprentissages: random.list(1 + random.below(5), () => ({ type: random.pick(['reussite', 'difficulte', 'methode']), texte: makeText(random, 20) })),
    documents: random.list(random.below(5), () => makeFile(random)),
  };
}

function makeBody(random, number) {
  const people = { nom: 'Service fictif', courriel: 'accueil@commune.example', ...(random.chance(0.5) && { telephone: '+33100000000' }) };
  const office = { service: makeText(random, 3), url: 'https://www.commune.example/contact' };
  return {
    nom: `Commune fictive ${number}`,
    siren: String(100_000_000 + number),
    type: random.pick(['commune', 'epci', 'departement']),
    code_insee: random.pick(['00100', '2A999', '01001']),
    population: random.below(2_000_000),
    contact: random.chance(0.5) ? people : office,
    site: `https://www.commune${number}.example/`,
  };
}

function makeConsultation(random, number) {
  return {
    titre: makeText(random, 6),
    objet: makeText(random, 30),
    angle: random.pick(['ia_generative', 'ia_et_ecole', 'autre']),
    date_debut: makeDate(random),
    date_fin: makeDate(random),
    statut: random.pick(['en_cours', 'terminee', 'restituee']),
    budget_eur: random.chance(0.3) ? null : random.below(10_000_000) / 100,
    url: `https://participer.example/${number}`,
  };
}

function makeMeeting(random, number) {
  const format = random.pick(['presentiel', 'distanciel', 'hybride']);
  return {
    numero: number,
    date: makeDate(random),
    lieu: makeText(random, 2),
    format,
    duree_minutes: 15 + random.below(500),
    participants: random.below(300),
    ...(format !== 'presentiel' && { lien_visio: `https://visio.example/${number}` }),
    ordre_du_jour: random.list(1 + random.below(6), () => makeText(random, 4)),
  };
}

function makePublic(random) {
  return {
    categorie: random.pick(publics),
    libelle: makeText(random, 2),
    recrutement: random.pick(['tirage_au_sort', 'invitation', 'mixte']),
    effectif: random.below(200),
    ...(random.chance(0.6) && { parite: random.below(1001) / 1000 }),
  };
}

function makeProposition(random, number) {
  return {
    id: `P-${String(number).padStart(4, '0')}`,
    texte: makeText(random, 5 + random.below(25)),
    theme: random.pick(themes),
    reunion: 1 + random.below(12),
    ...(random.chance(0.5) && { public: random.pick(publics) }),
    votes: { pour: random.below(500), contre: random.below(500), abstention: random.below(50) },
    suite: makeSuite(random),
  };
}

function makeSuite(random) {
  const date = makeDate(random);
  switch (random.below(4)) {
    case 0: return { decision: 'retenue', date, service: makeText(random, 1), echeance: makeDate(random) };
    case 1: return { decision: 'partielle', date, motif: makeText(random, 8), part: random.below(1000) / 1000 };
    case 2: return { decision: 'rejetee', date, motif: makeText(random, 8) };
    default: return { decision: 'en_attente' };
  }
}

function makeFile(random) {
  return {
    titre: makeText(random, 4),
    url: 'https://www.commune.example/fichier',
    format: random.pick(['pdf', 'odt', 'csv']),
    licence: random.pick(['Licence-Ouverte-2.0', 'CC0-1.0']),
    octets: random.below(2 ** 31),
    sha256: random.list(64, () => random.pick('0123456789abcdef')).join(''),
    date: makeDate(random),
  };
}

function makeText(random, length) {
  return random.list(length, () => random.pick(words)).join(' ');
}

function makeDate(random) {
  return `${2023 + random.below(4)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
}

function two(number) {
  return String(number).padStart(2, '0');
}
