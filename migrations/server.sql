-- What the role that serves the register may do on PostgreSQL, and nothing more. The owner of the tables runs this after
-- each `python -m api init`, since a migration may bring tables. Run again, it changes nothing.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO register_server;
GRANT INSERT ON bodies, departments, department_offices, items, item_versions, batches, transfers, transfer_versions, cases, acts,
    reversions, journal, journal_heads, idempotency_keys, policy_revisions, policy_lines,
    catalogues, catalogue_entries, catalogue_retentions, certificates, certificate_revocations, decision_reviews, designations,
    successions, succession_bodies, batch_papers, recall_orders, schedules, phases, disputes,
    passings, notices, notice_answers, item_reviews, role_grants, policy_expectations,
    policy_proposals, policy_decisions TO register_server;
GRANT UPDATE (version, public) ON items, batches, transfers TO register_server;
GRANT UPDATE (version) ON recall_orders TO register_server;
GRANT UPDATE (wider) ON transfers TO register_server;
GRANT UPDATE (public) ON item_versions, transfer_versions, batch_papers TO register_server;
GRANT UPDATE (closed_at, outcome, ending, passed_to) ON cases TO register_server;
GRANT UPDATE (coordinated_at, coordinated_by_tenant, coordinated_by, opinion, decided_at, decided_by_tenant, decided_by,
    reason, document, url, settled_for_tenant, settled_for) ON disputes TO register_server;
GRANT UPDATE (until, emergency, granted_by, granted_at), DELETE ON role_grants TO register_server;
GRANT UPDATE (sequence, hash) ON journal_heads TO register_server;
GRANT UPDATE (target_tenant, target_id, sequence), DELETE ON idempotency_keys TO register_server;
