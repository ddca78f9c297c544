// Canevas of the built-in definition that its schema and its rules accept: the
// complete one of the schema's own examples, made different from number to
// number in whatever a rule or a table looks at.

import { readFileSync } from 'node:fs';
import { two } from './draws.mjs';
import { label, sentence, text } from './sentences.mjs';

const model = JSON.parse(readFileSync(new URL('../../../schema/testdata/valid/complet.json', import.meta.url), 'utf8'));
const schema = JSON.parse(readFileSync(new URL('../../../schema/canevas.schema.json', import.meta.url), 'utf8'));
const codes = (name) => schema.$defs[`code_${name}`].enum;

// optional are members that a canevas may do without.
const optional = ['id_ocde', 'id_participedia', 'prestataires', 'frequence', 'contact_telephone', 'population_millesime', 'evaluation_url', 'nb_rencontres_prevues'];

// makeCanevas returns the canevas of a number, from 0. Two in a row are by the
// same body, a year apart.
export function makeCanevas(random, number) {
  const body = makeBody(Math.floor(number / 2));
  const year = 2023 + (number % 2);
  const participants = random.size(60, 0.9, 20_000);
  const meetings = random.list(random.between(1, 8), (i) => makeMeeting(random, i + 1, year, participants));
  const propositions = random.list(random.size(12, 1, 1500), (i) => makeProposition(random, i + 1, year, meetings.length));
  const canevas = {
    ...model,
    id_concertation: `CTIA-${body.siren}-${year}-01`,
    version_canevas: 1,
    date_soumission: random.date(year + 2, year + 2),
    contact_courriel: `agent${number}@valmont.example`,
    porteurs: [body, ...model.porteurs.slice(1)],
    territoires: [{ type: 'epci', code: body.siren, libelle: body.nom_officiel, millesime_cog: year }],
    population_couverte: random.size(40_000, 1, 2_000_000),
    titre: sentence(random, 2),
    question_posee: `À quelles conditions ${label(random)} ?`,
    resume: text(random, 3),
    themes: some(random, codes('theme'), 4),
    objectifs: random.list(random.between(1, 4), () => sentence(random, 2)),
    methodes: some(random, codes('methode'), 3),
    date_debut: random.date(year, year),
    date_fin: `${year + 1}-01-15`,
    nb_participants_uniques: participants,
    publics: [makePublic(random, 1, participants)],
    rencontres: meetings,
    methode_animation: text(random, 2),
    date_avis: `${year + 1}-01-20`,
    propositions,
    nb_propositions_total: propositions.length + random.below(20),
    enseignements: random.list(random.between(1, 6), (i) => makeLesson(random, i + 1)),
    productions: random.list(random.between(1, 4), (i) => makeProduction(random, i + 1)),
  };
  for (const name of optional.filter(() => random.chance(0.3))) {
    delete canevas[name];
  }
  return canevas;
}

function makeBody(number) {
  const siren = luhn(`24${String(number).padStart(6, '0')}`);
  return {
    ...model.porteurs[0],
    nom_officiel: `Communauté du Pays ${number} (fictif)`,
    siren,
    siret: luhn(`${siren}0001`),
    code_epci: siren,
  };
}

// luhn ends digits with the check digit that makes a SIREN or a SIRET of them.
function luhn(digits) {
  const sum = [...digits].reverse().reduce((sum, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return sum + (value > 9 ? value - 9 : value);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function makeMeeting(random, number, year, participants) {
  return {
    ...model.rencontres[0],
    numero: number,
    titre: sentence(random, 2),
    date: `${year}-12-${two(random.between(1, 20))}`,
    date_fin: `${year}-12-${two(random.between(21, 28))}`,
    format: random.pick(codes('methode')),
    modalite: random.pick(codes('modalite')),
    duree_heures: random.between(1, 40) / 4,
    nb_participants: random.between(1, participants),
    publics: some(random, codes('categorie_public'), 3),
    themes: some(random, codes('theme'), 2),
    url_compte_rendu: `https://participer.valmont.example/ia/${random.hex(8)}`,
  };
}

function makePublic(random, number, participants) {
  return { ...model.publics[0], numero: number, categorie: random.pick(codes('categorie_public')), effectif: participants, part_femmes: random.below(1001) / 1000 };
}

// makeProposition makes one in five depend on the first.
function makeProposition(random, number, year, meetings) {
  return {
    numero: number,
    ...(number > 1 && random.chance(0.2) && { numero_parent: 1 }),
    titre: sentence(random, 1),
    texte: text(random, random.between(1, 2)),
    theme: random.often(codes('theme')),
    auteur_type: random.often(codes('auteur_proposition')),
    numero_rencontre: random.between(1, meetings),
    nb_soutiens: random.below(200),
    niveau_adhesion: random.between(1, 5),
    echelle_adhesion: 'jugement_majoritaire_1_5',
    suites: random.list(random.below(3), (i) => makeSuite(random, i + 1, year)),
  };
}

function makeSuite(random, rank, year) {
  const decided = { rang: rank, date_decision: random.date(year + 2, year + 3), acte: random.pick(codes('acte')), responsable_service: label(random) };
  const reason = { motif_categorie: random.pick(codes('motif_categorie')), motif: `Motif : ${sentence(random, 2)}` };
  switch (random.below(4)) {
    case 0: return { ...decided, statut: 'retenue', echeance: random.date(year + 3, year + 5), avancement: random.below(101) };
    case 1: return { ...decided, ...reason, statut: 'retenue_partiellement', part_retenue: `Partie retenue : ${sentence(random, 1)}` };
    case 2: return { ...decided, ...reason, statut: 'rejetee' };
    default: return { rang: rank, statut: 'en_instruction' };
  }
}

function makeLesson(random, number) {
  return {
    numero: number,
    nature: random.pick(codes('nature_enseignement')),
    phase: random.pick(codes('phase')),
    acteur: random.pick(codes('acteur')),
    texte: text(random, random.between(1, 3)),
  };
}

function makeProduction(random, number) {
  return { ...model.productions[0], numero: number, type: number === 1 ? 'avis' : random.pick(codes('type_production')), titre: label(random), sha256: random.hex(64) };
}

// some draws different codes, at least one.
function some(random, list, most) {
  const start = random.below(list.length);
  return random.list(random.between(1, most), (i) => list[(start + i) % list.length]);
}
