from django.db import migrations

UP = """
CREATE OR REPLACE FUNCTION round_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'planned' THEN
      RAISE EXCEPTION 'round begins as planned, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['open>closed', 'planned>open']::text[]) THEN
    RAISE EXCEPTION 'round may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER round_flow BEFORE INSERT OR UPDATE ON reviews_round
  FOR EACH ROW EXECUTE FUNCTION round_flow();
CREATE OR REPLACE FUNCTION sheet_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'sheet begins as draft, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['draft>sealed']::text[]) THEN
    RAISE EXCEPTION 'sheet may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sheet_flow BEFORE INSERT OR UPDATE ON reviews_scoresheet
  FOR EACH ROW EXECUTE FUNCTION sheet_flow();
CREATE OR REPLACE FUNCTION objection_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'received' THEN
      RAISE EXCEPTION 'objection begins as received, not as %', NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) <> ALL (ARRAY['accepted>dismissed', 'accepted>upheld', 'received>accepted', 'received>refused']::text[]) THEN
    RAISE EXCEPTION 'objection may not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objection_flow BEFORE INSERT OR UPDATE ON reviews_objection
  FOR EACH ROW EXECUTE FUNCTION objection_flow();
"""

DOWN = """
DROP TRIGGER IF EXISTS round_flow ON reviews_round;
DROP FUNCTION IF EXISTS round_flow();
DROP TRIGGER IF EXISTS sheet_flow ON reviews_scoresheet;
DROP FUNCTION IF EXISTS sheet_flow();
DROP TRIGGER IF EXISTS objection_flow ON reviews_objection;
DROP FUNCTION IF EXISTS objection_flow();
"""


class Migration(migrations.Migration):
    """Let the database refuse every state change that the tables of reviews do not list (frozen copy)."""

    dependencies = [("reviews", "0001_initial")]
    operations = [migrations.RunSQL(UP, DOWN)]
