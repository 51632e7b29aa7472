from django.db import migrations

# Who used something before it could be turned off keeps it.
IN_USE = """
DO $$ DECLARE each bigint; BEGIN
  FOR each IN SELECT id FROM tenancy_tenant LOOP
    PERFORM set_config('app.tenant', each::text, true), set_config('app.matters', 'all', true);
    INSERT INTO organisations_turnedon (tenant_id, module)
      SELECT each, 'ideas'
        WHERE EXISTS (SELECT FROM initiatives_publication WHERE tenant_id = each)
      UNION ALL SELECT each, 'introductions'
        WHERE EXISTS (SELECT FROM initiatives_introduction WHERE tenant_id = each)
      UNION ALL SELECT each, 'council'
        WHERE EXISTS (SELECT FROM followers_follower WHERE tenant_id = each)
      ON CONFLICT DO NOTHING;
  END LOOP;
  PERFORM set_config('app.tenant', '', true), set_config('app.matters', '', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_modules"),
        ("initiatives", "0003_likeness"),
        ("followers", "0001_initial"),
    ]

    operations = [migrations.RunSQL(IN_USE, migrations.RunSQL.noop)]
