#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a server every path of its own OpenAPI description, and compares the answers with it.

    check_api.py http://127.0.0.1:PORT SESSION

Prints a line "PATH: what is wrong" for each problem, and last how many answers were compared.  Knows the part of JSON Schema
that doc/openapi.json uses.
"""
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

base, session = sys.argv[1:3]
problems, compared = [], 0
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}
KNOWN = {'$ref', 'type', 'required', 'properties', 'items', 'enum', 'pattern', 'minimum', 'maximum', 'default', 'description',
         'x-columns', 'additionalProperties'}


def is_type(value, name):
    if name in ('number', 'integer'):
        return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and
                                                                           (name == 'number' or value.is_integer())))
    return isinstance(value, TYPES[name])


def validate(value, schema, where):
    """Lists what of `value` is not as `schema` says."""
    strange = set(schema) - KNOWN
    if strange:
        return [f'{where}: the description uses {strange}, which this check does not know']
    if '$ref' in schema:
        return validate(value, resolve(schema['$ref']), where)
    wanted = schema.get('type', [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(is_type(value, t) for t in wanted):
        return [f'{where}: {json.dumps(value)[:60]} is no {" or ".join(wanted)}']
    found = []
    if 'enum' in schema and value not in schema['enum']:
        found.append(f'{where}: {value!r} is none of {schema["enum"]}')
    if 'pattern' in schema and not re.search(schema['pattern'], value):
        found.append(f'{where}: {value!r} does not match {schema["pattern"]}')
    if 'minimum' in schema and value < schema['minimum'] or 'maximum' in schema and value > schema['maximum']:
        found.append(f'{where}: {value} is out of bounds')
    if isinstance(value, dict):
        found += [f'{where}: "{k}" is missing' for k in schema.get('required', []) if k not in value]
        for k, part in schema.get('properties', {}).items():
            if k in value:
                found += validate(value[k], part, f'{where}.{k}')
        unknown = set() if schema.get('additionalProperties') else set(value) - set(schema.get('properties', value))
        found += [f'{where}: "{k}" is not described' for k in sorted(unknown)]
        if schema.get('x-columns') and len({len(column) for column in value.values()}) > 1:
            found.append(f'{where}: its columns differ in length')
    if isinstance(value, list) and 'items' in schema:
        for i, item in enumerate(value):
            found += validate(item, schema['items'], f'{where}[{i}]')
    return found


def resolve(ref):
    part = api
    for name in ref.lstrip('#/').split('/'):
        part = part[name]
    return part


def ask(path, query=None, headers=None, method='GET'):
    """Status, content type, body."""
    url = base + path + ('?' + urllib.parse.urlencode(query) if query else '')
    headers = {'Authorization': 'Bearer ' + session} if headers is None else headers
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers, method=method), timeout=60)
    except urllib.error.HTTPError as e:
        answer = e
    return answer.status, answer.headers.get_content_type(), answer.read()


def compare(path, operation, query, headers=None, method='GET', status=None):
    global compared
    compared += 1
    found, kind, body = ask(path, query, headers, method)
    where = f'{path}?{urllib.parse.urlencode(query or {})}'
    if status is not None and found != status:
        problems.append(f'{where}: answered {found}, not {status}')
    response = operation['responses'].get(str(found))
    if response is None:
        problems.append(f'{where}: {found} is not described')
        return None
    response = resolve(response['$ref']) if '$ref' in response else response
    if path == '/' and found != 200:
        return None  # a page's refusal is a page
    if kind not in response['content']:
        problems.append(f'{where}: {found} comes as {kind}, described are {list(response["content"])}')
        return None
    if method == 'HEAD' or kind != 'application/json' or 'schema' not in response['content'][kind]:
        return None
    value = json.loads(body)
    problems.extend(validate(value, response['content'][kind]['schema'], where)[:10])
    return value


status, _, body = ask('/api/v1/openapi.json')
api = json.loads(body)
for path, item in api['paths'].items():
    if set(item) != {'get'}:
        problems.append(f'{path}: only GET is served')
    operation = item['get']
    params = operation.get('parameters', [])
    needed = {p['name']: p['example'] for p in params if p['required']}
    compare(path, operation, needed, status=200)
    compare(path, operation, needed, method='HEAD', status=200)
    compare(path, operation, needed, headers={}, status=401)
    compare(path, operation, {**needed, 'unheard-of': '1'}, status=400) if params else None
    for name in needed:
        compare(path, operation, {k: v for k, v in needed.items() if k != name}, status=400)
    for p in params:
        schema = p['schema']
        if 'enum' in schema:
            for choice in schema['enum']:
                compare(path, operation, {**needed, p['name']: choice}, status=200)
            compare(path, operation, {**needed, p['name']: 'none'}, status=400)
        elif schema['type'] == 'boolean':
            compare(path, operation, {**needed, p['name']: 'false'}, status=200)
            compare(path, operation, {**needed, p['name']: 'perhaps'}, status=400)
        elif schema['type'] == 'integer':
            compare(path, operation, {**needed, p['name']: schema['minimum']}, status=200)
            compare(path, operation, {**needed, p['name']: schema['minimum'] - 1}, status=400)
            if 'maximum' in schema:
                compare(path, operation, {**needed, p['name']: schema['maximum']}, status=200)
                compare(path, operation, {**needed, p['name']: schema['maximum'] + 1}, status=400)
    if 'q' in needed:
        wrong = compare(path, operation, {**needed, 'q': '(a OR'}, status=400)
        if not wrong or 'at character' not in wrong['error']:
            problems.append(f'{path}: a wrong query is not answered with its place')
        if '404' in operation['responses']:
            compare(path, operation, {**needed, 'q': 'nobodywrotethis'}, status=404)
for line in problems:
    print(line)
print(f'{compared} answers compared, {len(problems)} problems')
