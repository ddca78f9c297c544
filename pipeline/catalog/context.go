package catalog

// jsonldContext says what the keys of the catalogue mean. It is written into
// the catalogue, so that reading it fetches nothing.
//
// Two choices are for udata, which reads catalogues for data.gouv.fr: a
// checksum is a plain text, as a xsd:hexBinary would reach it as bytes and fail
// the dataset; and the polygon carries the media type of GeoJSON as its
// datatype, the one it looks for.
const jsonldContext = `{
  "dcat": "http://www.w3.org/ns/dcat#",
  "dct": "http://purl.org/dc/terms/",
  "foaf": "http://xmlns.com/foaf/0.1/",
  "locn": "http://www.w3.org/ns/locn#",
  "skos": "http://www.w3.org/2004/02/skos/core#",
  "spdx": "http://spdx.org/rdf/terms#",
  "vcard": "http://www.w3.org/2006/vcard/ns#",
  "xsd": "http://www.w3.org/2001/XMLSchema#",
  "accessRights": {"@id": "dct:accessRights", "@type": "@id"},
  "accessURL": {"@id": "dcat:accessURL", "@type": "@id"},
  "accrualPeriodicity": {"@id": "dct:accrualPeriodicity", "@type": "@id"},
  "algorithm": {"@id": "spdx:algorithm", "@type": "@id"},
  "byteSize": {"@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger"},
  "checksum": "spdx:checksum",
  "checksumValue": "spdx:checksumValue",
  "conformsTo": {"@id": "dct:conformsTo", "@type": "@id"},
  "contactPoint": "dcat:contactPoint",
  "dataset": "dcat:dataset",
  "description": {"@id": "dct:description", "@language": "fr"},
  "distribution": "dcat:distribution",
  "downloadURL": {"@id": "dcat:downloadURL", "@type": "@id"},
  "endDate": {"@id": "dcat:endDate", "@type": "xsd:date"},
  "fn": "vcard:fn",
  "format": {"@id": "dct:format", "@type": "@id"},
  "geometry": {"@id": "locn:geometry", "@type": "https://www.iana.org/assignments/media-types/application/vnd.geo+json"},
  "hasEmail": {"@id": "vcard:hasEmail", "@type": "@id"},
  "hasURL": {"@id": "vcard:hasURL", "@type": "@id"},
  "homepage": {"@id": "foaf:homepage", "@type": "@id"},
  "identifier": "dct:identifier",
  "keyword": {"@id": "dcat:keyword", "@language": "fr"},
  "landingPage": {"@id": "dcat:landingPage", "@type": "@id"},
  "language": {"@id": "dct:language", "@type": "@id"},
  "license": {"@id": "dct:license", "@type": "@id"},
  "mediaType": {"@id": "dcat:mediaType", "@type": "@id"},
  "modified": {"@id": "dct:modified", "@type": "xsd:dateTime"},
  "name": "foaf:name",
  "prefLabel": {"@id": "skos:prefLabel", "@language": "fr"},
  "publisher": "dct:publisher",
  "spatial": "dct:spatial",
  "startDate": {"@id": "dcat:startDate", "@type": "xsd:date"},
  "temporal": "dct:temporal",
  "title": {"@id": "dct:title", "@language": "fr"},
  "version": "dcat:version"
}`
