-- A thousand submits as the journal in PostgreSQL writes them, when they come together: three transactions over the same tables and
-- indices, for pgbench. The values are made on the server; the journal's own have to get there, too.
\set first random(1, 1000000000000)
BEGIN;
INSERT INTO intents (name, attempt, state, provider, account, model, queued, held_micro_usd, budget, budget_period, further_tasks, note,
                     planned_at, owner, version, handle, digest, key_fingerprint)
    SELECT 'order-' || :first || '-' || n, 1, 'planned', 'apixo', 'default', 'seedance-2-0-fast', false, 380000, '', 0, 0, '', now(),
        :client_id, 1, md5(n::text), md5(n::text) || md5(n::text), md5(n::text)
    FROM generate_series(1, 1000) AS n;
COMMIT;
BEGIN;
SELECT count(*) FROM (SELECT * FROM intents WHERE name = ANY (SELECT 'order-' || :first || '-' || n FROM generate_series(1, 1000) AS n)
                      ORDER BY id FOR UPDATE) AS locked;
UPDATE intents SET state = 'sending', version = 2
    WHERE name = ANY (SELECT 'order-' || :first || '-' || n FROM generate_series(1, 1000) AS n) AND attempt = 1;
COMMIT;
BEGIN;
SELECT count(*) FROM (SELECT * FROM intents WHERE name = ANY (SELECT 'order-' || :first || '-' || n FROM generate_series(1, 1000) AS n)
                      ORDER BY id FOR UPDATE) AS locked;
UPDATE intents SET state = 'accepted', version = 3, task_id = 'task_' || id,
        task = 'seedance-task/1 apixo seedance-2-0-fast task_' || id || ' 1795938536289 200-300/10-20'
    WHERE name = ANY (SELECT 'order-' || :first || '-' || n FROM generate_series(1, 1000) AS n) AND attempt = 1;
INSERT INTO tasks SELECT provider, account, task_id, id FROM intents
    WHERE name = ANY (SELECT 'order-' || :first || '-' || n FROM generate_series(1, 1000) AS n);
COMMIT;
