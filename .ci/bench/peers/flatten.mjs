// The tables of the bench definition as somebody who knows SQL would make
// them with DuckDB: read the documents, spread their lists, write each table.

import { mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

// Dates of checked documents are read as what they are; those of unchecked ones
// as texts, which become null where they are no date.
export const checked = { date: 'DATE', instant: 'TIMESTAMPTZ', as: (_, expression) => expression };
export const unchecked = { date: 'VARCHAR', instant: 'VARCHAR', as: (type, expression) => `TRY_CAST(${expression} AS ${type})` };

// connect opens a database in memory that uses every core.
export async function connect() {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`SET threads = ${availableParallelism()}; SET preserve_insertion_order = false; SET TimeZone = 'UTC'`);
  return connection;
}

// quote writes a text in SQL.
export function quote(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

// listFiles returns the names of the files of a corpus, below its folder.
export function listFiles(corpus) {
  return readdirSync(corpus).flatMap((shelf) => readdirSync(join(corpus, shelf)).map((name) => join(shelf, name)));
}

// writeTables reads documents, an expression of SQL that names files, and
// writes each table as CSV and Parquet.
export async function writeTables(connection, files, trust, folder) {
  mkdirSync(folder, { recursive: true });
  await connection.run(`CREATE TEMP TABLE canevas AS FROM read_json(${files}, format = 'unstructured', columns = ${columns(trust)})`);
  for (const [name, query] of Object.entries(tables(trust))) {
    await connection.run(`CREATE TEMP TABLE one AS ${query}`);
    await connection.run(`COPY one TO ${quote(join(folder, `${name}.csv`))} (FORMAT csv, HEADER)`);
    await connection.run(`COPY one TO ${quote(join(folder, `${name}.parquet`))} (FORMAT parquet, COMPRESSION zstd)`);
    await connection.run('DROP TABLE one');
  }
}

function columns({ date, instant }) {
  return `{
    version: 'VARCHAR', identifiant: 'VARCHAR', depot: '${instant}',
    collectivite: 'STRUCT(
      nom VARCHAR, siren VARCHAR, "type" VARCHAR, code_insee VARCHAR, population BIGINT, site VARCHAR,
      contact STRUCT(nom VARCHAR, courriel VARCHAR, telephone VARCHAR, service VARCHAR, url VARCHAR))',
    concertation: 'STRUCT(
      titre VARCHAR, objet VARCHAR, angle VARCHAR, date_debut ${date}, date_fin ${date}, statut VARCHAR, budget_eur DOUBLE, url VARCHAR)',
    reunions: 'STRUCT(
      numero BIGINT, "date" ${date}, lieu VARCHAR, format VARCHAR, duree_minutes BIGINT, participants BIGINT, lien_visio VARCHAR,
      ordre_du_jour VARCHAR[])[]',
    publics: 'STRUCT(categorie VARCHAR, libelle VARCHAR, recrutement VARCHAR, effectif BIGINT, parite DOUBLE)[]',
    propositions: 'STRUCT(
      id VARCHAR, texte VARCHAR, theme VARCHAR, reunion BIGINT, "public" VARCHAR, votes STRUCT(pour BIGINT, contre BIGINT, abstention BIGINT),
      suite STRUCT(decision VARCHAR, "date" ${date}, service VARCHAR, echeance ${date}, motif VARCHAR, part DOUBLE))[]',
    apprentissages: 'STRUCT("type" VARCHAR, texte VARCHAR)[]',
    documents: 'STRUCT(titre VARCHAR, url VARCHAR, format VARCHAR, licence VARCHAR, octets BIGINT, sha256 VARCHAR, "date" ${date})[]'
  }`;
}

function tables({ as }) {
  const day = (expression) => as('DATE', expression);
  const each = (list) => `(SELECT identifiant, unnest(${list}) AS it, generate_subscripts(${list}, 1) AS rang FROM canevas)`;
  return {
    concertations: `
      SELECT identifiant, ${as('TIMESTAMPTZ', 'depot')} AS depot, version,
        collectivite.nom AS collectivite, collectivite.siren AS siren, collectivite."type" AS type_collectivite,
        collectivite.code_insee AS code_insee, collectivite.population AS population, collectivite.contact.nom AS contact_nom,
        collectivite.contact.courriel AS contact_courriel, collectivite.contact.telephone AS contact_telephone,
        collectivite.contact.service AS contact_service, collectivite.contact.url AS contact_url, collectivite.site AS site,
        concertation.titre AS titre, concertation.objet AS objet, concertation.angle AS angle,
        ${day('concertation.date_debut')} AS date_debut, ${day('concertation.date_fin')} AS date_fin,
        concertation.statut AS statut, concertation.budget_eur AS budget_eur, concertation.url AS url
      FROM canevas`,
    reunions: `
      SELECT identifiant, it.numero AS numero, ${day('it."date"')} AS "date", it.lieu AS lieu, it.format AS format,
        it.duree_minutes AS duree_minutes, it.participants AS participants, it.lien_visio AS lien_visio
      FROM ${each('reunions')}`,
    ordres_du_jour: `
      SELECT identifiant, it.numero AS reunion, generate_subscripts(it.ordre_du_jour, 1) AS rang, unnest(it.ordre_du_jour) AS intitule
      FROM ${each('reunions')}`,
    publics: `
      SELECT identifiant, rang, it.categorie AS categorie, it.libelle AS libelle, it.recrutement AS recrutement, it.effectif AS effectif,
        it.parite AS parite
      FROM ${each('publics')}`,
    propositions: `
      SELECT identifiant, it.id AS proposition, it.texte AS texte, it.theme AS theme, it.reunion AS reunion, it."public" AS "public",
        it.votes.pour AS pour, it.votes.contre AS contre, it.votes.abstention AS abstention
      FROM ${each('propositions')}`,
    suites: `
      SELECT identifiant, it.id AS proposition, it.suite.decision AS decision, ${day('it.suite."date"')} AS "date",
        it.suite.service AS service, ${day('it.suite.echeance')} AS echeance, it.suite.motif AS motif, it.suite.part AS part
      FROM ${each('propositions')}`,
    apprentissages: `SELECT identifiant, rang, it."type" AS "type", it.texte AS texte FROM ${each('apprentissages')}`,
    documents: `
      SELECT identifiant, rang, it.titre AS titre, it.url AS url, it.format AS format, it.licence AS licence, it.octets AS octets,
        it.sha256 AS sha256, ${day('it."date"')} AS "date"
      FROM ${each('documents')}`,
  };
}
