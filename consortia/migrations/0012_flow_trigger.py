from django.db import migrations

UP = """
CREATE OR REPLACE FUNCTION claim_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' THEN
      RAISE EXCEPTION 'claim begins as waiting, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['waiting>confirmed', 'waiting>refused', 'waiting>withdrawn']::text[]) THEN
    RAISE EXCEPTION 'claim may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER claim_flow BEFORE INSERT OR UPDATE ON consortia_unitclaim
  FOR EACH ROW EXECUTE FUNCTION claim_flow();
CREATE OR REPLACE FUNCTION membership_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'listed' THEN
      RAISE EXCEPTION 'membership begins as listed, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['accepted>left', 'invited>accepted', 'invited>declined', 'invited>left', 'listed>invited', 'listed>left']::text[]) THEN
    RAISE EXCEPTION 'membership may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER membership_flow BEFORE INSERT OR UPDATE ON consortia_membership
  FOR EACH ROW EXECUTE FUNCTION membership_flow();
CREATE OR REPLACE FUNCTION appointment_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'named' THEN
      RAISE EXCEPTION 'appointment begins as named, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['accepted>declined', 'invited>accepted', 'invited>declined', 'named>declined', 'named>invited']::text[]) THEN
    RAISE EXCEPTION 'appointment may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER appointment_flow BEFORE INSERT OR UPDATE ON consortia_appointment
  FOR EACH ROW EXECUTE FUNCTION appointment_flow();
CREATE OR REPLACE FUNCTION registration_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'in_force' THEN
      RAISE EXCEPTION 'registration begins as in_force, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['in_force>dissolved', 'in_force>lead_vacant', 'in_force>revoked', 'lead_vacant>dissolved', 'lead_vacant>in_force', 'lead_vacant>revoked']::text[]) THEN
    RAISE EXCEPTION 'registration may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER registration_flow BEFORE INSERT OR UPDATE ON consortia_registration
  FOR EACH ROW EXECUTE FUNCTION registration_flow();
CREATE OR REPLACE FUNCTION posting_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'waiting' THEN
      RAISE EXCEPTION 'posting begins as waiting, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['shown>taken_down', 'shown>withdrawn', 'waiting>refused', 'waiting>shown', 'waiting>withdrawn']::text[]) THEN
    RAISE EXCEPTION 'posting may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER posting_flow BEFORE INSERT OR UPDATE ON consortia_posting
  FOR EACH ROW EXECUTE FUNCTION posting_flow();
"""

DOWN = """
DROP TRIGGER IF EXISTS claim_flow ON consortia_unitclaim;
DROP FUNCTION IF EXISTS claim_flow();
DROP TRIGGER IF EXISTS membership_flow ON consortia_membership;
DROP FUNCTION IF EXISTS membership_flow();
DROP TRIGGER IF EXISTS appointment_flow ON consortia_appointment;
DROP FUNCTION IF EXISTS appointment_flow();
DROP TRIGGER IF EXISTS registration_flow ON consortia_registration;
DROP FUNCTION IF EXISTS registration_flow();
DROP TRIGGER IF EXISTS posting_flow ON consortia_posting;
DROP FUNCTION IF EXISTS posting_flow();
"""


class Migration(migrations.Migration):
    """Let the database refuse every state change that the tables of consortia do not list (frozen copy)."""

    dependencies = [("consortia", "0011_board")]
    operations = [migrations.RunSQL(UP, DOWN)]
