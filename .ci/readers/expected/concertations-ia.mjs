// What the computed columns of concertations-ia hold, written by hand from
// their descriptions: { self, root, index, list, parents } to a value.

const isLead = (body) => body.role === 'chef_de_file';
const lead = (document) => document.porteurs.find(isLead);
const orNull = (value) => value ?? null;
const padded = (number, width) => String(number).padStart(width, '0');
const joined = (list, separator) => (list?.length > 0 ? list.join(separator) : null);

function slug(text) {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return folded.split(/[^a-z0-9]+/).filter(Boolean).join('-');
}

function bodyID(body) {
  return body.siren ?? `${body.pays}-${slug(body.nom_officiel)}`;
}

function provider({ nom, role, siren }) {
  const details = [role, siren && `SIREN ${siren}`].filter(Boolean).join(', ');
  return details ? `${nom} (${details})` : nom;
}

function currentSuite(proposition) {
  const suites = [...(proposition.suites ?? [])];
  return suites.sort((a, b) => b.rang - a.rang)[0] ?? {};
}

function countSuites(document, status) {
  return (document.propositions ?? []).filter((proposition) => currentSuite(proposition).statut === status).length;
}

function hours(document) {
  const known = (document.rencontres ?? []).map((meeting) => meeting.duree_heures).filter((duration) => duration !== undefined);
  return known.length > 0 ? known.reduce((sum, duration) => sum + duration, 0) : null;
}

function isLong(document) {
  return (hours(document) ?? 0) >= 7;
}

function isStratified(document) {
  return (document.mode_recrutement ?? []).includes('tirage_au_sort_stratifie');
}

function isPublic(document) {
  const others = new Set(['association', 'conseil_developpement', 'autre']);
  return document.porteurs.some((body) => body.role !== 'partenaire_institutionnel' && !others.has(body.type_porteur));
}

const isSmall = (group) => group.effectif !== undefined && group.effectif < 5;

// listNames are the code lists of the documents' lists.
const listNames = {
  themes: 'theme',
  methodes: 'methode',
  mode_recrutement: 'mode_recrutement',
  criteres_representativite: 'critere_representativite',
  neutralite_dispositif: 'neutralite',
  moyens_contribution: 'moyen_contribution',
  mode_decision: 'mode_decision',
  modalites_diffusion: 'modalite_diffusion',
};

const proposition = (document, number) => `${document.id_concertation}-P${padded(number, 3)}`;
const meeting = (document, number) => `${document.id_concertation}-R${padded(number, 2)}`;
const ofCurrentSuite = (member) => ({ self }) => orNull(currentSuite(self)[member]);

export default {
  id_concertation: ({ root }) => root.id_concertation,
  siren_chef_de_file: ({ root }) => orNull(lead(root).siren),
  date_modification: ({ root }) => root.date_soumission,

  'concertations.langue': ({ root }) => root.langue ?? 'fr',
  'concertations.id_chef_de_file': ({ root }) => bodyID(lead(root)),
  'concertations.nom_chef_de_file': ({ root }) => lead(root).nom_officiel,
  'concertations.prestataires': ({ root }) => joined(root.prestataires?.map(provider), ' | '),
  'concertations.objectifs': ({ root }) => joined(root.objectifs, ' | '),
  'concertations.date_debut_precision': ({ root }) => root.date_debut_precision ?? 'jour',
  'concertations.date_fin_precision': ({ root }) => (root.date_fin ? root.date_fin_precision ?? 'jour' : null),
  'concertations.nb_rencontres': ({ root }) => (root.rencontres ?? []).length,
  'concertations.duree_totale_heures': ({ root }) => hours(root),
  'concertations.nb_propositions': ({ root }) => (root.propositions ?? []).length,
  'concertations.nb_retenues': ({ root }) => countSuites(root, 'retenue'),
  'concertations.nb_partielles': ({ root }) => countSuites(root, 'retenue_partiellement'),
  'concertations.nb_rejetees': ({ root }) => countSuites(root, 'rejetee'),
  'concertations.nb_sans_reponse': ({ root }) => countSuites(root, 'sans_reponse'),
  'concertations.a_produit_charte': ({ root }) => (root.productions ?? []).some(({ type }) => type === 'charte' || type === 'cadre_de_confiance'),
  'concertations.ocde_tirage_stratifie': ({ root }) => isStratified(root),
  'concertations.ocde_duree_suffisante': ({ root }) => isLong(root),
  'concertations.ocde_porteur_public': ({ root }) => isPublic(root),
  'concertations.eligible_ocde': ({ root }) => isStratified(root) && isLong(root) && isPublic(root),

  'collectivites.id_collectivite': ({ self }) => bodyID(self),
  'porteurs.id_collectivite': ({ self }) => bodyID(self),

  'codes.liste': ({ list }) => listNames[list],
  'codes.rang': ({ list, index }) => (list === 'themes' ? index + 1 : null),

  'publics.id_public': ({ root, self }) => `${root.id_concertation}-M${padded(self.numero, 2)}`,
  'publics.effectif': ({ self }) => (isSmall(self) ? null : orNull(self.effectif)),
  'publics.effectif_qualifieur': ({ self }) => (isSmall(self) ? 'secret_statistique' : orNull(self.effectif_qualifieur)),
  'publics.part_femmes': ({ self }) => (isSmall(self) ? null : orNull(self.part_femmes)),

  'rencontres.id_rencontre': ({ root, self }) => meeting(root, self.numero),
  'rencontres.date_rencontre_precision': ({ self }) => self.date_precision ?? 'jour',
  'rencontres.publics': ({ self }) => joined(self.publics, ';'),
  'rencontres.themes': ({ self }) => joined(self.themes, ';'),

  'propositions.id_proposition': ({ root, self }) => proposition(root, self.numero),
  'propositions.id_proposition_parent': ({ root, self }) => (self.numero_parent ? proposition(root, self.numero_parent) : null),
  'propositions.id_rencontre': ({ root, self }) => (self.numero_rencontre ? meeting(root, self.numero_rencontre) : null),
  'propositions.nb_suites': ({ self }) => (self.suites ?? []).length,
  'propositions.statut_suite': ofCurrentSuite('statut'),
  'propositions.date_decision': ofCurrentSuite('date_decision'),
  'propositions.motif_categorie': ofCurrentSuite('motif_categorie'),
  'propositions.motif': ofCurrentSuite('motif'),
  'propositions.part_retenue': ofCurrentSuite('part_retenue'),
  'propositions.acte': ofCurrentSuite('acte'),
  'propositions.url_acte': ofCurrentSuite('url_acte'),
  'propositions.responsable_service': ofCurrentSuite('responsable_service'),
  'propositions.echeance': ofCurrentSuite('echeance'),
  'propositions.avancement': ofCurrentSuite('avancement'),

  'suites.id_proposition': ({ root, parents }) => proposition(root, parents[0].numero),

  'enseignements.id_enseignement': ({ root, self }) => `${root.id_concertation}-E${padded(self.numero, 2)}`,
  'productions.id_production': ({ root, self }) => `${root.id_concertation}-D${padded(self.numero, 2)}`,
};
