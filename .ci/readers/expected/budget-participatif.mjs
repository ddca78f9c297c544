// What the computed columns of budget-participatif hold.

const projects = (edition) => edition.quartiers.flatMap((district) => district.projets);
const sum = (numbers) => numbers.reduce((total, n) => total + n, 0);

export default {
  edition: ({ root }) => root.edition,
  'editions.taux_participation': ({ root }) => (root.bilan ? root.bilan.votants / root.commune.habitants : null),
  'editions.nb_projets': ({ root }) => projects(root).length,
  'editions.cout_laureats_eur': ({ root }) => sum(projects(root).filter(({ statut }) => statut === 'laureat' || statut === 'realise').map(({ cout_eur: cost }) => cost)),
  'projets.voix': ({ self }) => (self.votes?.length > 0 ? sum(self.votes.map((vote) => vote.voix)) : null),
};
