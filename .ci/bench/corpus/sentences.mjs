// French sentences, of the kind that people write in a consultation: a verb,
// what it bears on, for whom, under which condition. They are correct enough
// for a compressor to see French.

const words = (text) => text.trim().split(/\s+/);

const verbs = words(`
  ouvrir publier expliquer tester limiter confier former associer prévenir informer vérifier simplifier traduire réserver suspendre essayer
  comparer mesurer décrire présenter maintenir renforcer partager équiper rénover relier protéger accueillir prolonger financer réviser
  encadrer corriger signaler archiver distribuer installer raccourcir étendre rédiger soumettre annoncer écouter conserver`);

const feminine = words(`
  médiathèque mairie école demande réponse crèche cantine file consigne inscription carte ligne plateforme borne caméra application base
  donnée règle charte consultation enquête réunion assemblée formation équipe association famille habitante élève agente voisine parcelle
  facture subvention autorisation délibération alerte panne traduction transcription synthèse version machine procédure démarche étape
  décision commission adresse collecte navette piste rue place halle salle serre forêt rivière digue toiture chaufferie`);

const masculine = words(`
  guichet accueil dossier formulaire courrier agent élu habitant quartier village collège lycée musée stade marché bus arrêt carrefour
  service outil programme calcul modèle registre rapport compte budget contrat prestataire serveur logiciel algorithme robot assistant
  délai recours motif refus contrôle audit bilan comité jury atelier débat vote questionnaire calendrier planning relevé capteur compteur
  éclairage chauffage déchet compost jardin parc étang pont chemin parking abonnement horaire médiateur traducteur enseignant soignant`);

const adjectives = words(`
  ouvert/ouverte gratuit/gratuite partagé/partagée numérique/numérique citoyen/citoyenne accessible/accessible sobre/sobre lisible/lisible
  indépendant/indépendante annuel/annuelle scolaire/scolaire associatif/associative responsable/responsable voisin/voisine mobile/mobile
  humain/humaine prioritaire/prioritaire volontaire/volontaire bilingue/bilingue quotidien/quotidienne public/publique automatique/automatique
  isolé/isolée récent/récente souverain/souveraine ponctuel/ponctuelle réversible/réversible anonyme/anonyme simple/simple`)
  .map((pair) => pair.split('/'));

const links = ['pour', 'avec', 'dans', 'sans', 'selon', 'après', 'avant', 'malgré', 'par', 'sous', 'vers', 'contre', 'et'];

const endings = [
  'sur tout le territoire', 'avant la fin de l’année', 'dès la rentrée', 'sans condition de ressources', 'au moins une fois par trimestre',
  'à titre expérimental', 'en présence d’un agent', 'avec l’accord des habitants', 'tant que le bilan n’est pas rendu',
  'comme l’a demandé l’assemblée', 'y compris le samedi', 'en langage clair', 'sous le contrôle du conseil',
];

const oddities = [
  ' (voir la « charte », page 12)', ' ; coût : 40 k€', ' — à débattre', ', soit "le strict nécessaire"', ' :\n- en ligne,\n- au guichet', ' 🌱',
  ' = priorité n° 1', ' [à compléter]',
];

// sentence writes a sentence about so many things.
export function sentence(random, things) {
  const verb = random.often(verbs);
  const parts = [verb[0].toUpperCase() + verb.slice(1), thing(random)];
  for (let i = 1; i < things; i++) {
    parts.push(random.pick(links), thing(random));
  }
  if (random.chance(0.4)) {
    parts.push(random.pick(endings));
  }
  const oddity = random.chance(0.06) ? random.pick(oddities) : '';
  return `${parts.join(' ')}${oddity}.`;
}

// text writes some sentences.
export function text(random, sentences) {
  return random.list(sentences, () => sentence(random, random.between(1, 4))).join(' ');
}

// label writes a few words without a verb.
export function label(random) {
  const words = thing(random);
  return words[0].toUpperCase() + words.slice(1);
}

// thing writes a noun, with what goes before it and perhaps an adjective.
function thing(random) {
  const gender = random.below(2);
  const noun = random.often(gender === 0 ? masculine : feminine);
  const after = random.chance(0.45) ? ` ${random.often(adjectives)[gender]}` : '';
  switch (random.below(6)) {
    case 0: return `${['un', 'une'][gender]} ${noun}${after}`;
    case 1: return `chaque ${noun}${after}`;
    case 2: return `notre ${noun}${after}`;
    case 3: return plural(`les ${noun}${after}`);
    default: return `${definite(gender, noun)}${noun}${after}`;
  }
}

function definite(gender, noun) {
  return /^[aeiouéèêh]/.test(noun) ? 'l’' : ['le ', 'la '][gender];
}

// plural puts an s to the words after the article.
function plural(words) {
  return words.replaceAll(/(?<= \S*[^s ])(?= |$)/gu, 's');
}
