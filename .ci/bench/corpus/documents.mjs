// Documents of the bench definition: consultations of places that do not
// exist, most of them small, a few with thousands of propositions, and about
// one in a hundred with a fault.

import { two } from './draws.mjs';
import { label, sentence, text } from './sentences.mjs';

const themes = [
  'services_publics', 'education', 'donnees', 'sante', 'mobilite', 'environnement', 'gouvernance', 'emploi', 'culture', 'securite', 'inclusion',
  'urbanisme',
];
const categories = ['citoyens_tires_au_sort', 'associations', 'agents', 'eleves', 'enseignants', 'elus', 'entreprises', 'soignants', 'universitaires', 'centres_sociaux'];
const angles = ['ia_et_services_publics', 'ia_generative', 'gouvernance_des_donnees', 'ia_et_ecole', 'ia_et_emploi', 'videosurveillance', 'ia_et_sante', 'autre'];
const services = ['Direction du numérique', 'Secrétariat général', 'Pôle solidarités', 'Direction des écoles', 'Service du courrier', 'Mission données'];
const rooms = ['Salle du conseil', 'Gymnase', 'Maison commune', 'Foyer rural', 'Café « Le Trait d’union »', 'Bibliothèque'];

// makeDocument returns the document of a number, from 0.
export function makeDocument(random, number) {
  const year = random.between(2023, 2025);
  const town = makeTown(random);
  const meetings = random.list(random.between(1, 6), (i) => makeMeeting(random, i + 1, year, town));
  const document = {
    version: '1.2',
    identifiant: `CTIA-${year}-${String(number).padStart(6, '0')}`,
    depot: `${random.date(year + 1, year + 1)}T${two(random.below(24))}:${two(random.below(60))}:${two(random.below(60))}${random.often(['Z', 'Z', 'Z', '+02:00', '.25Z'])}`,
    collectivite: makeBody(random, town),
    concertation: makeConsultation(random, number, year, town),
    reunions: meetings,
    publics: random.list(random.between(1, 6), () => makePublic(random)),
    propositions: random.list(random.size(50, 1.2, 4800), (i) => makeProposition(random, i + 1, year, meetings.length)),
    apprentissages: random.list(random.between(1, 6), () => makeLesson(random)),
    documents: random.list(random.below(5), () => makeFile(random, year, town)),
  };
  if (random.chance(0.01)) {
    random.pick(faults)(random, document);
  }
  return document;
}

// faults are what makes a document one to refuse. None of them keeps a program
// that looks at nothing from reading the file.
const faults = [
  (_, document) => { document.collectivite.siren = '12 345 678'; },
  (_, document) => { document.concertation.date_fin = '2025-02-30'; },
  (_, document) => { document.collectivite.site = 'notre page en ligne'; },
  (_, document) => { document.publics = []; },
  (random, document) => { random.pick(document.propositions).theme = 'divers'; },
  (random, document) => { random.pick(document.propositions).suite = { decision: 'rejetee', date: '2025-03-04' }; },
];

function makeTown(random) {
  const start = random.pick(['Val', 'Mont', 'Roc', 'Bel', 'Clair', 'Haut', 'Fon', 'Mar', 'Aube', 'Cour']);
  const end = random.pick(['mont', 'rive', 'fort', 'bois', 'lac', 'garde', 'ville', 'champ', 'pierre']);
  const name = `${start}${end}-${random.pick(['sur-Lys', 'en-Plaine', 'les-Bains', 'la-Forêt', 'd’Amont', 'aux-Étangs'])}`;
  return { name, host: `${start}${end}.example`.toLowerCase() };
}

function makeBody(random, town) {
  const person = { nom: `${random.pick(['Camille', 'Zoé', 'Noël', 'Maëlle'])} Exemple`, courriel: `accueil${random.below(900)}@${town.host}` };
  const office = { service: random.pick(services), url: `https://www.${town.host}/contact?service=${random.below(90)}` };
  if (random.chance(0.5)) {
    person.telephone = `+3319900${random.digits(4)}`;
  }
  return {
    nom: `${random.pick(['Commune de', 'Communauté de communes de', 'Agglomération de', 'Métropole de'])} ${town.name}`,
    siren: `2${random.digits(8)}`,
    type: random.often(['commune', 'epci', 'metropole', 'departement', 'syndicat_mixte', 'region']),
    code_insee: random.chance(0.02) ? `2A${random.digits(3)}` : random.digits(5),
    population: random.size(9000, 1.5, 2_000_000),
    contact: random.chance(0.65) ? person : office,
    site: `https://www.${town.host}/`,
  };
}

function makeConsultation(random, number, year, town) {
  return {
    titre: sentence(random, 2),
    objet: text(random, random.between(1, 4)),
    angle: random.often(angles),
    date_debut: random.date(year, year),
    date_fin: random.date(year + 1, year + 1),
    statut: random.pick(['en_cours', 'terminee', 'restituee']),
    budget_eur: random.chance(0.3) ? null : random.below(9_000_000) / 100,
    url: `https://participer.${town.host}/ia/${number}`,
  };
}

function makeMeeting(random, number, year, town) {
  const format = random.often(['presentiel', 'hybride', 'distanciel']);
  return {
    numero: number,
    date: random.date(year, year + 1),
    lieu: `${random.pick(rooms)}, ${town.name}`,
    format,
    duree_minutes: 15 * random.between(2, 24),
    participants: random.size(30, 0.8, 900),
    ...(format !== 'presentiel' && { lien_visio: `https://visio.example/${random.hex(10)}` }),
    ordre_du_jour: random.list(random.between(1, 4), () => sentence(random, random.between(1, 2))),
  };
}

function makePublic(random) {
  return {
    categorie: random.often(categories),
    libelle: label(random),
    recrutement: random.pick(['tirage_au_sort', 'appel_a_volontaires', 'invitation', 'partenaire', 'mixte']),
    effectif: random.size(25, 1, 5000),
    ...(random.chance(0.5) && { parite: random.below(1001) / 1000 }),
  };
}

function makeProposition(random, number, year, meetings) {
  return {
    id: `P-${String(number).padStart(4, '0')}`,
    texte: sentence(random, random.between(1, 4)),
    theme: random.often(themes),
    reunion: random.between(1, meetings),
    ...(random.chance(0.5) && { public: random.often(categories) }),
    votes: { pour: random.below(240), contre: random.below(90), abstention: random.below(30) },
    suite: makeSuite(random, year),
  };
}

function makeSuite(random, year) {
  const date = random.date(year, year + 1);
  switch (random.below(8)) {
    case 0: return { decision: 'rejetee', date, motif: sentence(random, random.between(1, 4)) };
    case 1:
    case 2: return { decision: 'partielle', date, motif: sentence(random, random.between(1, 4)), part: random.below(100) / 100 };
    case 3:
    case 4: return { decision: 'retenue', date, service: random.pick(services), echeance: random.date(year + 1, year + 3) };
    default: return { decision: 'en_attente' };
  }
}

function makeLesson(random) {
  return { type: random.pick(['reussite', 'difficulte', 'methode', 'surprise', 'recommandation']), texte: text(random, random.between(1, 4)) };
}

function makeFile(random, year, town) {
  const format = random.pick(['pdf', 'odt', 'csv', 'html', 'mp4', 'zip']);
  return {
    titre: label(random),
    url: `https://donnees.${town.host}/${random.hex(12)}.${format}`,
    format,
    licence: random.often(['Licence-Ouverte-2.0', 'CC-BY-4.0', 'ODbL-1.0', 'CC0-1.0']),
    octets: random.below(2 ** 30),
    sha256: random.hex(64),
    date: random.date(1990, year),
  };
}
